import type { StreamEvent } from '@switchboard/contracts';
import { canReadChat, policyChat } from '@switchboard/permissions';
import { chatFacts, toChat, type ChatRow } from '../chats/chat-row.js';
import type { ShopReader } from '../chats/shop-readers.js';
import type { LoadedChanges } from './load-changes.query.js';
import type { IdentifiedRecord, ShopRecord } from '../event-log/shop-record.js';

/** A stream event before it has its place in a connection. */
export type UnplacedEvent = StreamEvent extends infer Event
  ? Event extends StreamEvent
    ? Omit<Event, 'id'>
    : never
  : never;

type RecordOf<Kind> = Extract<ShopRecord, { kind: Kind }>;
type ToEvents<Kind> = (shop: ShopReader, record: RecordOf<Kind>, changes: LoadedChanges) => UnplacedEvent[];

/** The events of each kind of record; a kind without any says so. */
const events: { readonly [Kind in ShopRecord['kind']]: ToEvents<Kind> | 'no event' } = {
  nothing: 'no event',
  access: 'no event',

  chat: ({ shopId, reader }, { chatId, before }, { chats }) => {
    const row = chats.get(chatId);
    if (row && canReadChat(reader, chatFacts(row))) return [upserted(shopId, reader, row)];
    const left = before !== undefined && canReadChat(reader, policyChat(before.state, before.agentId));
    return left ? [{ type: 'chat.removed', shopId, version: row?.version ?? 0, chatId }] : [];
  },

  message: ({ shopId, reader }, { chatId, messageId, change }, { chats, messages }) => {
    const row = chats.get(chatId);
    const message = messages.get(messageId);
    if (!row || !message || !canReadChat(reader, chatFacts(row))) return [];
    const version = message.seq;
    if (change === 'updated') return [{ type: 'message.updated', shopId, version, message }];
    return [{ type: 'message.created', shopId, version, message }, upserted(shopId, reader, row)];
  },

  agent: ({ shopId }, { agentId }, { agents }) => {
    const agent = agents.get(agentId);
    return agent ? [{ type: 'agent.updated', shopId, version: 0, agent }] : [];
  },

  settings: ({ shopId, userId }, { setting, version, userId: owner }) =>
    owner === undefined || owner === userId ? [{ type: 'settings.updated', shopId, version, setting }] : [],
};

/**
 * What one reader gets for one record: by the same read rule as lists and single reads. Chats and messages
 * are as they are now, which may be newer than the record; a repetition does no harm. A record of a newer release's
 * kind is passed over.
 */
export function eventsForReader(
  shop: ShopReader,
  record: IdentifiedRecord,
  changes: LoadedChanges,
): UnplacedEvent[] {
  const toEvents = Object.hasOwn(events, record.kind) ? events[record.kind] : 'no event';
  if (toEvents === 'no event') return [];
  return (toEvents as ToEvents<ShopRecord['kind']>)(shop, record, changes);
}

function upserted(shopId: string, reader: ShopReader['reader'], row: ChatRow): UnplacedEvent {
  return { type: 'chat.upserted', shopId, version: row.version, chat: toChat(row, reader) };
}
