import Type, { type Static } from 'typebox';
import { actor } from '../actor.js';
import { defineEvent } from '../define-event.js';
import { line, nullable, occurredAt, opaque, uuid, vocabulary } from '../fields.js';
import { eventTopic } from '../topic.js';

/** audit.entries.v1 */
export const auditTopic = eventTopic({
  name: 'audit.entries.v1',
  owner: 'every service',
  consumers: ['identity'],
  key: 'accountId, or `platform` where there is none',
  description: 'Who changed what, in every service. Identity keeps it 400 days.',
});

/** One change. `ce_id` is the entry's id, `ce_source` the service. */
export const auditEntry = defineEvent({
  type: 'audit.entry',
  version: 1,
  topic: auditTopic,
  scope: 'platform',
  description: 'A change that the audit log keeps.',
  schema: Type.Object({
    accountId: nullable(uuid('Null: an act of the platform itself.')),
    shopId: nullable(uuid()),
    actor,
    action: vocabulary(
      ['agent.updated', 'settings.assignment.updated', 'user.deactivated'],
      '`<thing>.<verb>`.',
    ),
    target: Type.Object({
      kind: vocabulary(
        ['user', 'agent', 'shop', 'chat', 'settings', 'api_key', 'invitation'],
        'What was changed.',
      ),
      id: line(200),
    }),
    before: nullable(opaque('The changed fields before; null: it did not exist.')),
    after: nullable(opaque('The changed fields after; null: it is gone.')),
    occurredAt: occurredAt(),
  }),
  key: (entry) => entry.accountId ?? 'platform',
  subject: (entry) => entry.target.id,
});

/** One change, for the audit trail. */
export type AuditEntry = Static<typeof auditEntry.schema>;
