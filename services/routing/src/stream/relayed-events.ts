import type { ChatChange, EventData, EventOfType, EventTypeOf } from '@switchboard/contracts';
import type { RelayedRow } from '@switchboard/messaging';
import type { ChatStanding, IdentifiedRecord, ShopRecord } from '../event-log/shop-record.js';

type Relayed = EventTypeOf<'routing'>;
type ToRecord<Type extends Relayed> = (data: EventData<EventOfType<Type>>) => ShopRecord;

const chat = ({ chat: { id } }: ChatChange, before?: ChatStanding): ShopRecord => ({
  kind: 'chat',
  chatId: id,
  ...(before ? { before } : {}),
});

const heldBy = (agentId: string | null): ChatStanding =>
  agentId === null ? { state: 'queued', agentId: null } : { state: 'assigned', agentId };

/** What each event of this service means to the live stream; one that it does not show says so. */
const records: { readonly [Type in Relayed]: ToRecord<Type> | 'not streamed' } = {
  'routing.chat.opened.v1': (change) => chat(change),
  'routing.chat.queued.v1': (change) => chat(change, heldBy(change.previousAgentId)),
  'routing.chat.assigned.v1': (change) => chat(change, heldBy(null)),
  'routing.chat.transferred.v1': (change) => chat(change, heldBy(change.previousAgentId)),
  'routing.chat.closed.v1': (change) => chat(change, heldBy(change.previousAgentId)),
  'routing.chat.reopened.v1': (change) => chat(change, { state: 'closed', agentId: change.previousAgentId }),
  'routing.message.created.v1': ({ message }) => ({
    kind: 'message',
    chatId: message.chatId,
    messageId: message.id,
    change: 'created',
  }),
  'chat.reply.sent.v1': ({ chatId, messageId }) => ({
    kind: 'message',
    chatId,
    messageId,
    change: 'updated',
  }),
  'routing.agent-load.v1': ({ userId }) => ({ kind: 'agent', agentId: userId }),
  'audit.entry.v1': 'not streamed',
};

/** `ce_type` of every event of this service. */
export const relayedTypes = Object.keys(records);

const isRelayed = (type: string): type is Relayed => Object.hasOwn(records, type);

/** The record of an outbox row; undefined where the live stream does not show it. */
export function recordOf(row: Pick<RelayedRow, 'id' | 'type' | 'payload'>): IdentifiedRecord | undefined {
  const toRecord = isRelayed(row.type) ? records[row.type] : 'not streamed';
  if (toRecord === 'not streamed') return undefined;
  return { ...(toRecord as ToRecord<Relayed>)(row.payload as never), id: row.id };
}
