import Type, { type Static } from 'typebox';
import { actor } from '../actor.js';
import { defineEvent } from '../define-event.js';
import { language, line, nullable, occurredAt, uuid, version, vocabulary } from '../fields.js';
import { stateTopic } from '../topic.js';

/** identity.members.v1 */
export const membersTopic = stateTopic({
  name: 'identity.members.v1',
  owner: 'identity',
  consumers: ['team', 'routing', 'translation'],
  key: 'accountId:userId',
  description:
    'Every member of every account, from activation on. The only source of status and shop access.',
});

/** Owner, main administrator, CS agent. May grow: who has an unknown role may do nothing. */
export const roles = ['owner', 'admin', 'agent'] as const;
/**
 * Pending members are never published. `deleted` may come back with the same id, `erased` never does. May grow: only
 * an active member may do anything.
 */
export const memberStatuses = ['active', 'deactivated', 'deleted', 'erased'] as const;
/** Every shop of the account, also later ones, or a list of at least one. */
export const shopAccess = Type.Union([
  Type.Literal('all'),
  Type.Array(uuid(), { minItems: 1, maxItems: 10_000, uniqueItems: true }),
]);

const personalDataGoesWithDeletion = {
  allOf: [
    {
      if: { properties: { status: { enum: ['deleted', 'erased'] } } },
      then: {
        properties: { email: { type: 'null' }, displayName: { type: 'null' }, language: { type: 'null' } },
      },
    },
    {
      if: { properties: { status: { enum: ['active', 'deactivated'] } } },
      then: {
        properties: {
          email: { type: 'string' },
          displayName: { type: 'string' },
          language: { type: 'string' },
        },
      },
    },
  ],
};

/** The whole state of one member. Deleted is a state: the personal fields are null then. */
export const memberState = defineEvent({
  type: 'identity.member',
  version: 1,
  topic: membersTopic,
  scope: 'account',
  description: 'A member of an account as it is now.',
  schema: Type.Object(
    {
      accountId: uuid(),
      userId: uuid(),
      email: nullable(line(320, 'Null once deleted.')),
      displayName: nullable(line(100, 'Null once deleted.')),
      role: vocabulary(roles, 'What the member is in the account.'),
      advanced: Type.Boolean({
        description: 'The grant "advanced customer service authority"; agents only.',
      }),
      shopAccess,
      status: vocabulary(memberStatuses, 'Whether the member may do anything.'),
      language: nullable(language("The person's language. Null once deleted.")),
      version: version(),
      accessVersion: version('Rises with status, role, grant and shop access only; access tokens carry it.'),
      actor,
      occurredAt: occurredAt(),
    },
    personalDataGoesWithDeletion,
  ),
  key: (member) => `${member.accountId}:${member.userId}`,
  subject: (member) => member.userId,
});

/** The whole state of one member. */
export type MemberState = Static<typeof memberState.schema>;
/** `owner`, `admin` or `agent`. */
export type Role = (typeof roles)[number];
/** `active`, `deactivated`, `deleted` or `erased`. */
export type MemberStatus = (typeof memberStatuses)[number];
/** `'all'` or a list of shop ids. */
export type ShopAccess = MemberState['shopAccess'];
