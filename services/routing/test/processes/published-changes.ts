import { expect } from '@jest/globals';
import { until } from '@switchboard/testing';
import type { RoutingSuite } from '../routing-suite.js';

/** Every row of a shop's outbox reached Kafka under its own id, and nothing else did; per chat the versions go up one by one. */
export async function expectEvents(suite: RoutingSuite, shopId: string): Promise<void> {
  const rows = await suite.database.query<{ id: string }>(
    `select id from outbox where shop_id = $1 and topic in ('routing.chats.v1', 'routing.messages.v1')`,
    [shopId],
  );
  const records = () => suite.published.messages.filter(({ headers }) => headers['shopid'] === shopId);
  await until(
    () => {
      const arrived = new Set(records().map(({ headers }) => headers['ce_id']));
      return rows.every(({ id }) => arrived.has(id));
    },
    { timeoutMs: 20_000, describe: 'every committed change on Kafka' },
  );
  const changes = records().filter(({ topic }) => topic === 'routing.chats.v1');
  const committed = new Set(rows.map(({ id }) => id));
  expect(changes.filter(({ headers }) => !committed.has(headers['ce_id']!))).toEqual([]);

  const versions = new Map<string, number[]>();
  const seen = new Set<string>();
  for (const { key, headers, value } of changes) {
    if (seen.has(headers['ce_id']!)) continue;
    seen.add(headers['ce_id']!);
    const { chat } = value as { chat: { version: number } };
    versions.set(key, [...(versions.get(key) ?? []), chat.version]);
  }
  for (const [key, told] of versions) expect([key, told]).toEqual([key, told.map((_, at) => at + 1)]);
}
