import Type, { type Static } from 'typebox';
import { actor } from '../actor.js';
import { defineEvent } from '../define-event.js';
import { nullable, occurredAt, uuid, version, vocabulary } from '../fields.js';
import { stateTopic } from '../topic.js';

/** team.settings.v1 */
export const settingsTopic = stateTopic({
  name: 'team.settings.v1',
  owner: 'team',
  consumers: ['routing', 'translation'],
  key: 'shopId',
  description: "Every shop's assignment mode, chat access and lifecycle.",
});

/** Who is given the next chat. May grow: a shop whose mode is not known here is served by the default, the first one. */
export const assignmentModes = ['lowest_workload', 'equal'] as const;
/** Roles that chat access can let see every chat of the shop; the owner always does. May grow: an unknown one has no effect. */
export const chatAccessRoles = ['admin', 'advanced_agent', 'agent'] as const;
const minutes = () => nullable(Type.Integer({ minimum: 1, maximum: 1_440 }));

/** The whole state of one shop's settings. Each part has its own version; the outer one rises with any. */
export const shopSettingsState = defineEvent({
  type: 'team.shop-settings',
  version: 1,
  topic: settingsTopic,
  scope: 'shop',
  description: "A shop's settings as they are now.",
  schema: Type.Object({
    accountId: uuid(),
    shopId: uuid(),
    assignment: Type.Object({
      mode: vocabulary(assignmentModes, 'Who is given the next chat.'),
      version: version(),
    }),
    chatAccess: Type.Object({
      roles: Type.Array(vocabulary(chatAccessRoles, 'Roles that see every chat.'), { uniqueItems: true }),
      version: version(),
    }),
    lifecycle: Type.Object({
      autoCloseDays: nullable(Type.Integer({ minimum: 1, maximum: 90 })),
      requirePresence: Type.Boolean(),
      reassignOfflineMinutes: minutes(),
      reassignNoReplyMinutes: minutes(),
      version: version(),
    }),
    version: version(),
    actor,
    occurredAt: occurredAt(),
  }),
  key: (settings) => settings.shopId,
  subject: (settings) => settings.shopId,
});

/** The whole state of one shop's settings. */
export type ShopSettingsState = Static<typeof shopSettingsState.schema>;
/** `lowest_workload` or `equal`. */
export type AssignmentMode = (typeof assignmentModes)[number];
/** `admin`, `advanced_agent` or `agent`. */
export type ChatAccessRole = (typeof chatAccessRoles)[number];
