import { expect } from '@jest/globals';
import { until } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import { doubled, overtaken } from '../engine/history.js';
import { none, poolDifferences, violations } from '../engine/invariants.js';
import { expectEvents } from './published-changes.js';
import type { RoutingFleet } from './routing-fleet.js';

/** A shop that the processes of a fleet serve: who writes to it, and whether all is well with it. */
export class FleetShop {
  /** Messages whose sender was told that they are stored. */
  readonly acknowledged: { externalMessageId: string; chatId: string }[] = [];
  private customers = 0;

  constructor(
    private readonly fleet: RoutingFleet,
    readonly shopId: string,
    private readonly key: string,
  ) {}

  /** A new customer's message, sent until it is acknowledged, always under the same id, to whom `url` then names. */
  async write(url: () => string): Promise<void> {
    const message = { customerId: `customer-${++this.customers}`, externalMessageId: uuid(), text: 'hello' };
    const chatId = await until(
      async () => {
        const answer = await fetch(`${url()}/v1/shops/${this.shopId}/inbound-messages`, {
          method: 'POST',
          headers: { authorization: `Bearer ${this.key}`, 'content-type': 'application/json' },
          body: JSON.stringify(message),
        });
        const { chatId } = (await answer.json()) as { chatId?: string };
        return answer.status === 202 ? chatId : undefined;
      },
      { timeoutMs: 30_000, describe: 'the message to be acknowledged' },
    );
    this.acknowledged.push({ externalMessageId: message.externalMessageId, chatId });
  }

  async writeAll(count: number, url: (nth: number) => string): Promise<void> {
    await Promise.all(Array.from({ length: count }, (_, nth) => this.write(() => url(nth))));
  }

  /** Waits until so many chats are assigned and so many wait. */
  async standsAt(assigned: number, queued: number): Promise<void> {
    let seen: object = {};
    const { database } = this.fleet.suite;
    await until(
      async () => {
        const rows = await database.query<{ state: string; chats: number }>(
          'select state, count(*)::int as chats from chat where shop_id = $1 group by state',
          [this.shopId],
        );
        const count = new Map(rows.map(({ state, chats }) => [state, chats]));
        seen = Object.fromEntries(count);
        return (count.get('assigned') ?? 0) === assigned && (count.get('queued') ?? 0) === queued;
      },
      { timeoutMs: 30_000, describe: `${assigned} assigned, ${queued} queued` },
    ).catch((error: Error) => {
      throw new Error(`${error.message}: ${JSON.stringify(seen)}`);
    });
  }

  /** Waits until nothing is left to do: chats served, events published, Redis equal to PostgreSQL. */
  async reachesRest(): Promise<void> {
    const { observer, suite } = this.fleet;
    let missing: object = {};
    const isNothing = (found: object) => Object.keys((missing = found)).length === 0;
    await until(
      async () => {
        if (!isNothing(await violations(observer, this.shopId))) return false;
        const unpublished = 'select seq from outbox where shop_id = $1 and published_at is null limit 5';
        if (!isNothing(await suite.database.query(unpublished, [this.shopId]))) return false;
        // A dead operation expires; the next pick finds and heals it.
        observer.drain.demand(this.shopId, 1);
        await observer.quiet();
        return isNothing(await poolDifferences(observer, this.shopId));
      },
      { timeoutMs: 30_000, describe: 'rest' },
    ).catch((error: Error) => {
      throw new Error(`no rest: ${JSON.stringify(missing)}`, { cause: error });
    });
  }

  /** Nothing lost, doubled, over capacity or overtaken; every committed change told, under one id. */
  async expectNothingWrong(): Promise<void> {
    const { database } = this.fleet.suite;
    expect(await violations(this.fleet.observer, this.shopId)).toEqual(none);
    expect(await overtaken(database, [this.shopId])).toBe(0);
    expect(await doubled(database, [this.shopId])).toBe(0);
    const stored = await database.query<{ external_id: string; chat_id: string }>(
      `select external_id, chat_id from message where shop_id = $1 and direction = 'in'`,
      [this.shopId],
    );
    const chatOf = new Map(stored.map(({ external_id, chat_id }) => [external_id, chat_id]));
    expect(chatOf.size).toBe(stored.length);
    const lost = this.acknowledged.filter(
      ({ externalMessageId, chatId }) => chatOf.get(externalMessageId) !== chatId,
    );
    expect(lost).toEqual([]);
    await expectEvents(this.fleet.suite, this.shopId);
  }
}
