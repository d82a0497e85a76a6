import type { ServerResponse } from 'node:http';
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { MessageDto } from '../chats/message.dto.js';
import { CatchUp } from './catch-up.js';
import type { EventLog } from '../event-log/event-log.js';
import type { LoadChanges } from './load-changes.query.js';
import type { LogTail } from '../event-log/log-tail.js';
import type { ShopReader } from '../chats/shop-readers.js';
import type { LogEntry } from '../event-log/shop-record.js';
import { StreamConnection } from './stream-connection.js';
import { encodePosition, instanceTag } from './stream-position.js';

const generation = 'g';
const shopId = '0190a000-0000-7000-8000-000000000001';
const reader = { shopId, readsAll: true } as ShopReader;
const entries = Array.from({ length: 150 }, (_, i): LogEntry => ({
  entry: `1000-${i + 1}`,
  generation,
  record: { id: `r${i}`, kind: 'agent', agentId: 'a' },
}));

it('a reader who comes back to a page of long entries gets all of them, as fast as they read', async () => {
  let taken = 0;
  const response = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (chunk.includes('event: agent.updated')) taken++;
      setImmediate(done);
    },
  });
  let ended = false;
  const connection = new StreamConnection({
    response: response as unknown as ServerResponse,
    instance: () => 'redis',
    readerUnder: () => reader,
    accessVersion: 1,
    onEnd: () => (ended = true),
  });
  connection.listen(reader);
  const agents = new Map([['a', { nickname: 'x'.repeat(20_000) }]]);
  const log = {
    end: () => Promise.resolve({ generation, entry: '1000-150', oldestMs: 0, last: '1000-150' }),
    after: (_shop: string, entry: string) => Promise.resolve(entry === '1000-0' ? entries : []),
  };
  const changes = {
    run: () =>
      Promise.resolve({ entries, chats: new Map(), messages: new Map<string, MessageDto>(), agents }),
  };
  const catchUp = new CatchUp(
    log as unknown as EventLog,
    { instance: 'redis' } as LogTail,
    changes as unknown as LoadChanges,
  );
  const position = { generation, entry: '1000-0' };
  const from = { instance: instanceTag('redis'), shops: new Map([[shopId.slice(-12), position]]) };
  await catchUp.run(connection, [shopId], encodePosition(from), from);
  expect(ended).toBe(false);
  connection.end();
  await finished(response);
  expect(taken).toBe(entries.length);
});
