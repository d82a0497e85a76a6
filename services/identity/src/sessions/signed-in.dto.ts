import { AnswerField } from '@switchboard/http';

/** The account that a session is signed in to. */
export class AccountRefDto {
  /** accountId. */
  @AnswerField({ type: String, format: 'uuid' })
  id: string;

  /** Shown to the team. */
  @AnswerField({ type: String })
  name: string;
}

/** The caller, as a member of the account. */
export class SelfDto {
  /** userId. */
  @AnswerField({ type: String, format: 'uuid' })
  id: string;

  /** Never changes. */
  @AnswerField({ type: String, format: 'email' })
  email: string;

  /** The person's name, the same in all their accounts. */
  @AnswerField({ type: String })
  displayName: string;

  /** BCP 47; the person's own. */
  @AnswerField({ type: String, example: 'es' })
  language: string;

  /** Role in this account. */
  @AnswerField({ type: String, enum: ['owner', 'admin', 'agent'] })
  role: string;

  /** The grant "advanced customer service authority"; an administrator has it by role. */
  @AnswerField({ type: Boolean })
  advanced: boolean;

  /** `all` (also shops added later), or shop ids. */
  @AnswerField({
    oneOf: [
      { type: 'string', enum: ['all'] },
      { type: 'array', items: { type: 'string', format: 'uuid' } },
    ],
  })
  shopAccess: 'all' | string[];

  /** A deactivated member may sign in, but do nothing else. */
  @AnswerField({ type: String, enum: ['active', 'deactivated'] })
  status: string;
}

/** One of the person's accounts, to switch to. */
export class MembershipRefDto {
  /** accountId. */
  @AnswerField({ type: String, format: 'uuid' })
  accountId: string;

  /** The account's name. */
  @AnswerField({ type: String })
  accountName: string;

  /** Role there. */
  @AnswerField({ type: String, enum: ['owner', 'admin', 'agent'] })
  role: string;

  /** Status there. */
  @AnswerField({ type: String, enum: ['active', 'deactivated'] })
  status: string;
}

/** Who the caller is, where, and where else they may go. */
export class MeDto {
  /** The account of this session. */
  @AnswerField({ type: AccountRefDto })
  account: AccountRefDto;

  /** The caller in it. */
  @AnswerField({ type: SelfDto })
  user: SelfDto;

  /** All accounts of the person, this one included. */
  @AnswerField({ type: [MembershipRefDto] })
  memberships: MembershipRefDto[];
}

/** A session: what login, refresh, switch and activation answer. */
export class SignedInDto extends MeDto {
  /** Sent as Bearer; lives `expiresIn` seconds. */
  @AnswerField({ type: String })
  accessToken: string;

  /** Exchanged once for the next pair. */
  @AnswerField({ type: String })
  refreshToken: string;

  /** Seconds that the access token lives. */
  @AnswerField({ type: Number, example: 300 })
  expiresIn: number;
}
