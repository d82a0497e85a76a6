import { streamEvents, type StreamEventType } from '@switchboard/contracts';
import { permissionsOf } from '@switchboard/permissions';
import type { ChatRow } from '../chats/chat-row.js';
import type { ShopReader } from '../chats/shop-readers.js';
import { eventsForReader } from './events-for-reader.js';
import type { LoadedChanges } from './load-changes.query.js';
import type { IdentifiedRecord } from '../event-log/shop-record.js';

const reader = (userId: string, role: 'owner' | 'agent' = 'agent'): ShopReader => {
  const permissions = permissionsOf({ role, advanced: false });
  const readsAll = permissions.has('chats:all');
  return { shopId: 's', accountId: 'a', userId, reader: { userId, permissions }, readsAll, language: null };
};
const at = new Date('2026-03-01T09:30:00Z');
const row = (state: ChatRow['state'], agentId: string | null): ChatRow => ({
  id: 'c',
  account_id: 'a',
  shop_id: 's',
  customer_id: 'x',
  customer_name: null,
  customer_language: null,
  state,
  agent_id: agentId,
  nickname: null,
  avatar_hash: null,
  version: 7,
  revision: 9,
  arrival: 1,
  opened_at: at,
  waiting_since: at,
  closed_at: at,
  last_message_at: at,
  last_message_key: '',
  seq: 3,
  read_seq: 0,
  unread: 0,
  last_message: null,
});
const changes = (chat?: ChatRow): LoadedChanges => ({
  entries: [],
  chats: new Map(chat ? [['c', chat]] : []),
  messages: new Map(),
  agents: new Map(),
});
const types = (shop: ShopReader, record: IdentifiedRecord, chat?: ChatRow) =>
  eventsForReader(shop, record, changes(chat)).map(({ type }) => type);
const changed = (before?: { state: ChatRow['state']; agentId: string | null }): IdentifiedRecord => ({
  id: 'e',
  kind: 'chat',
  chatId: 'c',
  ...(before ? { before } : {}),
});
const queued = { state: 'queued' as const, agentId: null };

describe('what one reader gets for one record', () => {
  it('shows a chat to those who may read it as it is now', () => {
    expect(types(reader('ana'), changed(queued), row('assigned', 'ana'))).toEqual(['chat.upserted']);
    expect(types(reader('olga', 'owner'), changed(queued), row('assigned', 'ana'))).toEqual([
      'chat.upserted',
    ]);
  });

  it('takes it away from those who could read it before, and is silent to the others', () => {
    expect(types(reader('ben'), changed(queued), row('assigned', 'ana'))).toEqual(['chat.removed']);
    const fromAna = changed({ state: 'assigned', agentId: 'ana' });
    expect(types(reader('ana'), fromAna, row('assigned', 'ben'))).toEqual(['chat.removed']);
    expect(types(reader('cai'), fromAna, row('assigned', 'ben'))).toEqual([]);
    expect(types(reader('ana'), fromAna, row('closed', 'ana'))).toEqual(['chat.upserted']);
    expect(types(reader('ana'), fromAna)).toEqual(['chat.removed']);
    const wasClosed = changed({ state: 'closed', agentId: 'ana' });
    expect(types(reader('ana'), wasClosed, row('assigned', 'olga'))).toEqual(['chat.removed']);
  });

  it('never shows a message of a chat that the reader may not read', () => {
    const record: IdentifiedRecord = {
      id: 'e',
      kind: 'message',
      chatId: 'c',
      messageId: 'm',
      change: 'created',
    };
    const message = { id: 'm', seq: 3 } as never;
    const loaded = (chat: ChatRow) => ({ ...changes(chat), messages: new Map([['m', message]]) });
    const seen = (shop: ShopReader) =>
      eventsForReader(shop, record, loaded(row('assigned', 'ana'))).map(({ type }) => type);
    expect(seen(reader('ana'))).toEqual(['message.created', 'chat.upserted']);
    expect(seen(reader('ben'))).toEqual([]);
  });

  it('keeps a translation setting to its user', () => {
    const record: IdentifiedRecord = {
      id: 'e',
      kind: 'settings',
      setting: 'translation',
      version: 2,
      userId: 'ana',
    };
    expect(types(reader('ana'), record)).toEqual(['settings.updated']);
    expect(types(reader('olga', 'owner'), record)).toEqual([]);
  });
});

/** What each event of the live stream comes from. A new event does not compile until it is in here. */
const cameFrom: Record<StreamEventType, IdentifiedRecord | 'the connection'> = {
  'chat.upserted': { id: 'e', kind: 'chat', chatId: 'c' },
  'chat.removed': { id: 'e', kind: 'chat', chatId: 'gone', before: { state: 'assigned', agentId: 'ana' } },
  'message.created': { id: 'e', kind: 'message', chatId: 'c', messageId: 'm', change: 'created' },
  'message.updated': { id: 'e', kind: 'message', chatId: 'c', messageId: 'm', change: 'updated' },
  'agent.updated': { id: 'e', kind: 'agent', agentId: 'ana' },
  'settings.updated': { id: 'e', kind: 'settings', setting: 'assignment', version: 2 },
  'counts.updated': 'the connection',
  reset: 'the connection',
};

describe('every event of the live stream', () => {
  const loaded: LoadedChanges = {
    ...changes(row('assigned', 'ana')),
    messages: new Map([['m', { id: 'm', seq: 3 } as never]]),
    agents: new Map([['ana', { id: 'ana' } as never]]),
  };

  it.each(Object.keys(streamEvents) as StreamEventType[])('%s comes from somewhere', (type) => {
    const source = cameFrom[type];
    expect(source).toBeDefined();
    if (source === 'the connection') return;
    expect(eventsForReader(reader('ana'), source, loaded).map((event) => event.type)).toContain(type);
  });

  it('is silent about a record of a newer release', () => {
    const record = { id: 'e', kind: 'word_of_a_newer_release' } as never;
    expect(eventsForReader(reader('ana'), record, loaded)).toEqual([]);
  });
});
