/**
 * Every error code that any service answers, with its HTTP status and title: the one catalogue (SPEC section 7).
 * A code never changes its meaning; frontends and storefronts branch on it.
 */
export const problemCatalogue = {
  'request.invalid': { status: 400, title: 'The request is not valid' },
  'request.unknown_field': { status: 400, title: 'The request has fields that are not known here' },
  'request.malformed': { status: 400, title: 'The request cannot be read' },
  'email.unsupported': { status: 400, title: 'This e-mail address is not supported' },
  'user.email_immutable': { status: 400, title: 'The e-mail address of a user cannot be changed' },
  'key.scope_forbidden': { status: 400, title: 'An API key of an account cannot have this scope' },
  'membership.admin_has_all_shops': { status: 400, title: 'Owner and administrators always have all shops' },

  'auth.required': { status: 401, title: 'Sign in first' },
  'auth.invalid_credentials': { status: 401, title: 'E-mail or password is wrong' },
  'auth.token_invalid': { status: 401, title: 'The access token or API key is not valid' },
  'auth.token_expired': { status: 401, title: 'The access token has expired' },
  'auth.token_outdated': { status: 401, title: 'The rights of this user have changed: refresh the token' },
  'auth.session_ended': { status: 401, title: 'This session has ended' },

  'permission.denied': { status: 403, title: 'This is not permitted' },
  'membership.deactivated': { status: 403, title: 'This membership is deactivated' },
  'account.unverified': { status: 403, title: 'The account is not verified yet' },
  'key.scope_missing': { status: 403, title: 'The API key lacks the scope for this' },

  not_found: { status: 404, title: 'Not found' },

  'chat.version_conflict': { status: 409, title: 'Somebody else changed this chat first' },
  'chat.newer_message': { status: 409, title: 'The customer has written something newer' },
  'chat.closed': { status: 409, title: 'The chat is closed' },
  'chat.not_closed': { status: 409, title: 'The chat is not closed' },
  'user.already_member': { status: 409, title: 'This person is a member already' },
  'user.already_invited': { status: 409, title: 'This person is invited already' },
  'user.not_active': { status: 409, title: 'The user is not active' },
  'user.owner_protected': { status: 409, title: 'The owner cannot be changed in this way' },
  'user.self_forbidden': { status: 409, title: 'Nobody does this to themselves' },
  'review.already_decided': { status: 409, title: 'This review is decided already' },

  'invitation.expired': { status: 410, title: 'The link has expired' },
  'invitation.used': { status: 410, title: 'The link was used already' },

  'version.stale': { status: 412, title: 'The version in If-Match is not the current one' },

  'request.too_large': { status: 413, title: 'The request body is too large' },
  'avatar.too_large': { status: 413, title: 'The picture is too large' },

  'request.unsupported_media_type': {
    status: 415,
    title: 'Content type not supported: send application/json',
  },
  'avatar.unsupported': { status: 415, title: 'The picture is not a PNG, JPEG or WebP' },

  'agent.not_available': { status: 422, title: 'This agent cannot take the chat' },
  'agent.limit_reached': { status: 422, title: 'This agent has as many open chats as are possible' },
  'idempotency.key_reused': { status: 422, title: 'This Idempotency-Key was used for another request' },

  'version.required': { status: 428, title: 'Send If-Match with the version you have seen' },
  'request.headers_too_large': { status: 431, title: 'The request headers are too large' },
  rate_limited: { status: 429, title: 'Too many requests: try again later' },

  'internal.error': { status: 500, title: 'Something went wrong on our side' },
  'dependency.unavailable': { status: 503, title: 'A part that this needs does not answer: try again' },
} as const satisfies Record<string, { status: number; title: string }>;

/** A stable error code of the catalogue. */
export type ProblemCode = keyof typeof problemCatalogue;
