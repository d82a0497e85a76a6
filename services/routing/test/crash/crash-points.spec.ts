import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@switchboard/testing';
import type { FleetShop } from '../processes/fleet-shop.js';
import { RoutingFleet } from '../processes/routing-fleet.js';
import type { CrashPoint, RoutingProcess } from '../processes/routing-process.js';

const accept = ['accept', 'accept_one'];
const assign = ['assign', 'assign_one'];
/** `few`: in a shop of few people, where the call that stores a chat that arrives alone also gives it to somebody. */
const points: Record<string, CrashPoint & { few?: boolean }> = {
  'after the accept: stored, not answered': { store: 'postgres', calls: accept, side: 'answer' },
  'after the accept that assigned the chat': {
    store: 'postgres',
    calls: accept,
    side: 'answer',
    few: true,
  },
  'after the pick, before its answer': { store: 'redis', calls: ['pick'], side: 'answer' },
  'picked, before the commit': { store: 'postgres', calls: assign, side: 'request' },
  'after the commit, before its answer': { store: 'postgres', calls: assign, side: 'answer' },
  'committed, before the sync': { store: 'redis', calls: ['sync'], side: 'request' },
  'after the sync': { store: 'redis', calls: ['sync'], side: 'answer' },
  'before the produce': { store: 'kafka', calls: ['produce'], side: 'request' },
  'after the produce': { store: 'kafka', calls: ['produce'], side: 'answer' },
  'before the mark': { store: 'postgres', calls: ['relay_mark'], side: 'request' },
  'after the mark': { store: 'postgres', calls: ['relay_mark'], side: 'answer' },
};

/**
 * Two real processes. One is killed at the point, the other goes on; the killed one comes back and sees the other one
 * killed at the next point: whoever is killed has served and relayed alone for a while.
 */
describe('a routing process is killed and another one goes on; real processes, PostgreSQL, Redis, Kafka', () => {
  let fleet: RoutingFleet;
  let victim: RoutingProcess;
  let other: RoutingProcess;
  let back: Promise<void> = Promise.resolve();
  const shops = new Map<string, FleetShop>();
  let full: FleetShop;

  beforeAll(async () => {
    fleet = await RoutingFleet.open(2);
    [victim, other] = fleet.processes as [RoutingProcess, RoutingProcess];
    const make = async ([name, { few }]: [string, { few?: boolean }], nth: number) =>
      shops.set(name, await fleet.shop([2, 2, 2], nth % 2 ? 'equal' : undefined, few ? 0 : 10));
    await Promise.all(Object.entries(points).map(make));
    full = await fleet.shop([1, 1]);
    // Half of the capacity is taken before anything happens, and Redis knows the shops.
    const all = [...shops.values()];
    await Promise.all(all.map((shop) => shop.writeAll(3, () => victim.url)));
    await Promise.all(all.map((shop) => shop.standsAt(3, 0)));
  }, 120_000);
  afterAll(async () => {
    await back;
    await fleet?.close();
  });

  /** The victim serves until it is killed there, and comes back while the test looks at what it left. */
  const killAt = async (point: CrashPoint, work: (entry: () => string) => Promise<unknown>) => {
    await back;
    await until(async () => (await fleet.relays()) === 1);
    let entry = victim;
    const gone = victim.killAt(point).then(() => (entry = other));
    await Promise.all([gone, work(() => entry.url)]);
    back = victim.restart();
    [victim, other] = [other, victim];
  };

  it.each(Object.entries(points))(
    '%s',
    async (name, point) => {
      const shop = shops.get(name)!;
      await killAt(point, (entry) => shop.writeAll(6, entry));

      await shop.standsAt(6, 3);
      await shop.reachesRest();
      await shop.expectNothingWrong();
      expect(shop.acknowledged).toHaveLength(9);
    },
    90_000,
  );

  it('a close committed, before its sync: full in Redis and free in PostgreSQL until the other one relays it', async () => {
    const shop = full;
    await back;
    await shop.writeAll(2, () => victim.url);
    await shop.standsAt(2, 0);
    await shop.reachesRest();
    const closing = { store: 'redis', calls: ['sync'], side: 'request' } as const;
    await killAt(closing, (entry) => shop.closeOne(shop.agents[0]!, entry()));
    await shop.standsAt(1, 0);
    await shop.expectRelayedIsKnown();
    await shop.writeAll(2, () => victim.url);
    await shop.standsAt(2, 1);
    await shop.expectNothingWrong();
  });
});
