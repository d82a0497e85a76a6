import type { EventActor } from '@switchboard/contracts';
import type { UserActor } from '@switchboard/http';

/** The person behind a call, as events and the audit trail name them. */
export const actorOf = ({ userId }: UserActor): EventActor => ({ kind: 'user', id: userId });
