import { expect } from '@jest/globals';
import { customerMessageReceived } from '@switchboard/contracts';
import { until } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import type { ChatDto } from '../../src/chats/chat.dto.js';
import type { EngineProcess } from '../engine/engine-process.js';
import { doubled, overtaken } from '../engine/history.js';
import { none, poolDifferences, violations } from '../engine/invariants.js';
import type { Person } from '../played-neighbours.js';
import type { RoutingSuite } from '../routing-suite.js';
import { expectEvents } from './published-changes.js';

/** What the processes of a fleet share, and who looks at it. */
interface FleetStores {
  readonly suite: RoutingSuite;
  readonly observer: EngineProcess;
}

/** A shop that the processes of a fleet serve: who writes to it, and whether all is well with it. */
export class FleetShop {
  /** Messages whose sender was told that they are stored. */
  readonly acknowledged: { externalMessageId: string; chatId?: string }[] = [];
  private customers = 0;

  constructor(
    private readonly fleet: FleetStores,
    readonly shopId: string,
    readonly agents: readonly Person[],
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
      { timeoutMs: 60_000, describe: 'the message to be acknowledged' },
    );
    this.acknowledged.push({ externalMessageId: message.externalMessageId, chatId });
  }

  /** The same by Kafka: the broker acknowledges, whoever of the fleet is alive. */
  async writeByKafka(): Promise<void> {
    const message = { customerId: `customer-${++this.customers}`, externalMessageId: uuid(), text: 'hello' };
    const { accountId } = this.agents[0]!;
    await this.fleet.suite.emit(customerMessageReceived, message, { accountId, shopId: this.shopId });
    this.acknowledged.push({ externalMessageId: message.externalMessageId });
  }

  /** An agent closes one of their chats; false when there was none, or whom they asked did not answer. */
  async closeOne(agent: Person, url: string): Promise<boolean> {
    const headers = { authorization: `Bearer ${agent.token}`, 'content-type': 'application/json' };
    const chats = `${url}/v1/shops/${this.shopId}/chats`;
    try {
      const page = await fetch(`${chats}?view=mine&limit=1`, { headers });
      const { items } = (await page.json()) as { items?: ChatDto[] };
      const chat = items?.[0];
      if (!chat) return false;
      const body = JSON.stringify({ expectedVersion: chat.version, lastSeq: chat.lastMessage!.seq });
      return (await fetch(`${chats}/${chat.id}/close`, { method: 'POST', headers, body })).ok;
    } catch {
      return false;
    }
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
    const { observer } = this.fleet;
    let missing: object = {};
    const isNothing = (found: object) => Object.keys((missing = found)).length === 0;
    await until(
      async () => {
        if (!isNothing(await violations(observer, this.shopId))) return false;
        if (!isNothing(await this.unpublished())) return false;
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

  /** What the relay marked as published, it has told Redis before. */
  async expectRelayedIsKnown(): Promise<void> {
    await until(async () => (await this.unpublished()).length === 0, {
      timeoutMs: 30_000,
      describe: 'every event published',
    });
    expect(await poolDifferences(this.fleet.observer, this.shopId)).toEqual([]);
  }

  private unpublished(): Promise<object[]> {
    return this.fleet.suite.database.query(
      'select seq from outbox where shop_id = $1 and published_at is null limit 5',
      [this.shopId],
    );
  }

  /** Nothing lost, doubled, over capacity or overtaken; every committed change told, under one id. */
  async expectNothingWrong(): Promise<void> {
    const { database } = this.fleet.suite;
    expect(await violations(this.fleet.observer, this.shopId)).toEqual(none);
    expect(await overtaken(database, [this.shopId])).toBe(0);
    expect(await doubled(database, [this.shopId])).toBe(0);
    expect(await this.notStored()).toEqual([]);
    await expectEvents(this.fleet.suite, this.shopId);
  }

  /** Acknowledged messages that are not in their chat; what came by Kafka may still be on its way. */
  async notStored(): Promise<string[]> {
    const stored = await this.fleet.suite.database.query<{ external_id: string; chat_id: string }>(
      `select external_id, chat_id from message where shop_id = $1 and direction = 'in'`,
      [this.shopId],
    );
    const chatOf = new Map(stored.map(({ external_id, chat_id }) => [external_id, chat_id]));
    expect(chatOf.size).toBe(stored.length);
    return this.acknowledged
      .filter(({ externalMessageId: id, chatId }) => !chatOf.has(id) || (chatId && chatOf.get(id) !== chatId))
      .map(({ externalMessageId }) => externalMessageId);
  }
}
