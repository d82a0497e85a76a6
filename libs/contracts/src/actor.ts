import Type, { type Static } from 'typebox';
import { line, nullable, vocabulary } from './fields.js';

/** Kinds of actor. May grow. */
export const actorKinds = ['user', 'key', 'customer', 'platform', 'system'] as const;

/** Who did it. `id` is the userId, the key's id or the shop's own customer id; null for the system. */
export const actor = Type.Object(
  {
    kind: vocabulary(actorKinds, 'Who acted.'),
    id: nullable(line(200)),
  },
  {
    description:
      'Who did it: a user, an API key, a customer, a platform key, or the system itself (id null).',
  },
);

/** Who did it. */
export type EventActor = Static<typeof actor>;

/** The actor of what happens without anybody asking for it: timers, routing, healing. */
export const systemActor: EventActor = { kind: 'system', id: null };

/** The person behind a call or a change. */
export const userActor = (userId: string): EventActor => ({ kind: 'user', id: userId });

/** The actor as the audit log prints it: a userId, `system`, `platform:<key>`, `key:<id>`, `customer:<id>`. */
export function actorLabel({ kind, id }: EventActor): string {
  if (kind === 'user') return id ?? 'user';
  return id === null ? kind : `${kind}:${id}`;
}
