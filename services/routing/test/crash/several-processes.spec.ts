import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testEnvironment, until } from '@switchboard/testing';
import { setTimeout as pause } from 'node:timers/promises';
import { seeded } from '../engine/random.js';
import type { FleetShop } from '../processes/fleet-shop.js';
import { RoutingFleet } from '../processes/routing-fleet.js';

const count = 4;

describe('four real routing processes on one PostgreSQL, Redis and Kafka', () => {
  let fleet: RoutingFleet;
  beforeAll(async () => {
    fleet = await RoutingFleet.open(count);
  }, 120_000);
  afterAll(() => fleet?.close());

  const arrivals = async (shop: FleetShop, state: string) => {
    const rows = await fleet.suite.database.query<{ arrival: string }>(
      'select arrival from chat where shop_id = $1 and state = $2 order by arrival',
      [shop.shopId, state],
    );
    return rows.map(({ arrival }) => Number(arrival));
  };

  it('Rocket.Chat #37776: 3 instances, limit 3, 4 assigned: 10 agents x capacity 20, 400 chats at once: exactly 200 assigned, nobody above 20, 200 queued in order', async () => {
    const shop = await fleet.shop(Array.from({ length: 10 }, () => 20));
    await shop.writeAll(400, (nth) => fleet.processes[nth % count]!.url);
    await shop.standsAt(200, 200);
    await shop.reachesRest();
    const held = await fleet.suite.database.query<{ open_count: number }>(
      'select open_count from agent where shop_id = $1',
      [shop.shopId],
    );
    expect(held.map(({ open_count }) => open_count)).toEqual(Array.from({ length: 10 }, () => 20));
    await shop.expectNothingWrong();

    // In order: what frees goes to the head of the queue, whichever process is asked.
    for (let nth = 0; nth < count; nth++) {
      const [head, second] = await arrivals(shop, 'queued');
      await until(() => shop.closeOne(shop.agents[nth]!, fleet.processes[nth]!.url));
      await until(async () => (await arrivals(shop, 'assigned')).includes(head!));
      expect((await arrivals(shop, 'queued'))[0]).toBe(second);
    }
    await shop.expectNothingWrong();
  });

  it('any of them killed at any time, under load: nothing lost, doubled, over capacity or overtaken', async () => {
    const random = seeded(Number(testEnvironment.option('KILL_SEED') ?? 1));
    const shops = await Promise.all([fleet.shop([3, 5, 8]), fleet.shop([4, 4, 9], 'equal')]);
    const anyUrl = () => random.pick(fleet.processes).url;
    let loading = true;

    const writing = (async () => {
      const sent: Promise<void>[] = [];
      for (let nth = 0; loading; nth++) {
        const shop = random.pick(shops);
        sent.push(nth % 4 === 0 ? shop.writeByKafka() : shop.write(anyUrl));
        await pause(60);
      }
      await Promise.all(sent);
    })();
    const closing = (async () => {
      while (loading) {
        const shop = random.pick(shops);
        await shop.closeOne(random.pick(shop.agents), anyUrl());
        await pause(60);
      }
    })();
    // One after the other, without waiting until it is back: at times only one or none of them is alive.
    const returns: Promise<void>[] = [];
    try {
      for (let kills = 0; kills < testEnvironment.proof({ short: 10, long: 60 }); kills++) {
        const at = kills % count;
        await returns[kills - count];
        await fleet.processes[at]!.killAfter(20 + random.below(120));
        returns[kills] = fleet.processes[at]!.restart();
      }
    } finally {
      loading = false;
      await Promise.all([writing, closing, ...returns]);
    }

    for (const shop of shops) {
      await until(async () => (await shop.notStored()).length === 0, {
        timeoutMs: 30_000,
        describe: 'every message stored',
      });
      await shop.reachesRest();
      await shop.expectNothingWrong();
      expect(shop.acknowledged.length).toBeGreaterThan(50);
    }
  }, 900_000);
});
