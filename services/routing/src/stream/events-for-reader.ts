import type { StreamEvent } from '@switchboard/contracts';
import { canReadChat, type PolicyChat } from '@switchboard/permissions';
import { chatFacts, toChat } from '../chats/chat-row.js';
import type { ShopReader } from '../chats/shop-readers.js';
import type { LoadedChanges } from './load-changes.query.js';
import type { ChatStanding, IdentifiedRecord } from './shop-record.js';

/** A stream event before it has its place in a connection. */
export type UnplacedEvent = StreamEvent extends infer Event
  ? Event extends StreamEvent
    ? Omit<Event, 'id'>
    : never
  : never;

/**
 * What one reader gets for one record: by the same read rule as lists and single reads. Chats and messages
 * are as they are now, which may be newer than the record; a repetition does no harm.
 */
export function eventsForReader(
  shop: ShopReader,
  record: IdentifiedRecord,
  changes: LoadedChanges,
): UnplacedEvent[] {
  const { shopId } = shop;
  if (record.kind === 'nothing' || record.kind === 'access') return [];
  if (record.kind === 'settings') {
    if (record.userId !== undefined && record.userId !== shop.userId) return [];
    return [{ type: 'settings.updated', shopId, version: record.version, setting: record.setting }];
  }
  if (record.kind === 'agent') {
    const agent = changes.agents.get(record.agentId);
    return agent ? [{ type: 'agent.updated', shopId, version: 0, agent }] : [];
  }
  const row = changes.chats.get(record.chatId);
  const readable = row !== undefined && canReadChat(shop.reader, chatFacts(row));
  if (record.kind === 'chat') {
    if (readable) return [upserted(shop, row)];
    const left = record.before !== undefined && canReadChat(shop.reader, formerFacts(record.before));
    return left ? [{ type: 'chat.removed', shopId, version: row?.version ?? 0, chatId: record.chatId }] : [];
  }
  const message = changes.messages.get(record.messageId);
  if (!readable || !message) return [];
  if (record.change === 'updated')
    return [{ type: 'message.updated', shopId, version: message.seq, message }];
  return [{ type: 'message.created', shopId, version: message.seq, message }, upserted(shop, row)];
}

function upserted(shop: ShopReader, row: Parameters<typeof toChat>[0]): UnplacedEvent {
  return { type: 'chat.upserted', shopId: shop.shopId, version: row.version, chat: toChat(row, shop.reader) };
}

function formerFacts({ state, agentId }: ChatStanding): PolicyChat {
  return {
    state,
    agentId: state === 'assigned' ? agentId : null,
    lastAgentId: state === 'closed' ? agentId : null,
  };
}
