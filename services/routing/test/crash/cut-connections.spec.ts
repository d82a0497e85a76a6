import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '@switchboard/testing';
import type { FleetShop } from '../processes/fleet-shop.js';
import type { Person } from '../played-neighbours.js';
import { RoutingFleet } from '../processes/routing-fleet.js';
import type { RoutingProcess, Store } from '../processes/routing-process.js';

/** A call whose answer is lost so many times in a row: it took effect, or not, and nobody knows. */
type Cut = [name: string, store: Store, calls: string[], times: number];

const whileChatsArrive: Cut[] = [
  ['accept', 'postgres', ['accept', 'accept_one'], 8],
  ['pick', 'redis', ['pick'], 8],
  ['assign', 'postgres', ['assign', 'assign_one'], 4],
  ['assign and the reading back after it', 'postgres', ['assign', 'assign_one', 'agent_states'], 4],
  ['sync', 'redis', ['sync'], 8],
  ['relay mark', 'postgres', ['relay_mark'], 8],
];

describe('connections cut after the request was sent and before the answer came; one real process', () => {
  let fleet: RoutingFleet;
  let process: RoutingProcess;
  let shop: FleetShop;
  let nth = 0;

  beforeAll(async () => {
    fleet = await RoutingFleet.open(1);
    [process] = fleet.processes as [RoutingProcess];
  }, 120_000);
  afterAll(() => fleet?.close());
  beforeEach(async () => {
    shop = await fleet.shop([3, 4, 5], nth++ % 2 ? 'equal' : undefined);
    await shop.writeAll(3, () => process.url);
    await shop.standsAt(3, 0);
  });

  const allWell = async () => {
    await shop.reachesRest();
    await shop.expectNothingWrong();
  };
  const cut = (store: Store, calls: string[], times: number) =>
    process.cutAt({ store, calls, side: 'answer' }, times);
  const writeUntil = async (done: Promise<void>) => {
    let over = false;
    void done.then(() => (over = true));
    await until(
      async () => {
        await shop.writeAll(4, () => process.url);
        return over;
      },
      { timeoutMs: 30_000, describe: 'the last cut' },
    );
  };

  it.each(whileChatsArrive)(
    '%s',
    async (_name, store, calls, times) => {
      // Room for as many calls as are cut, however many chats share one.
      const room = 120;
      // Whoever arrives alone in a small shop is given to somebody by the call that stores it.
      shop = await fleet.shop([30, 40, 50], undefined, calls.includes('accept_one') ? 0 : 10);
      await writeUntil(cut(store, calls, times));
      await shop.writeAll(12, () => process.url);
      const written = shop.acknowledged.length;
      await shop.standsAt(Math.min(written, room), Math.max(0, written - room));
      await allWell();
    },
    90_000,
  );

  it('close', async () => {
    const cuts = cut('postgres', ['close_chat'], 6);
    await shop.writeAll(12, () => process.url);
    let over = false;
    void cuts.then(() => (over = true));
    let answered = 0;
    await until(
      async () => {
        for (const agent of shop.agents) if (await shop.closeOne(agent, process.url)) answered += 1;
        await shop.write(() => process.url);
        return over;
      },
      { timeoutMs: 60_000, describe: 'the last cut' },
    );
    await allWell();
    const closed = await fleet.suite.database.query(
      `select from outbox where shop_id = $1 and type = 'routing.chat.closed.v1'`,
      [shop.shopId],
    );
    expect(closed.length).toBeGreaterThan(answered);
  }, 90_000);

  const away: [statement: string, state: (agent: Person) => object][] = [
    [
      'apply_profile',
      ({ accountId, userId }) => {
        const { shopId } = shop;
        const profile = { nickname: 'Nick', avatarHash: null, maxCapacity: 3, acceptChats: false };
        return { agents: [{ accountId, shopId, userId, ...profile, ...fleet.suite.stamp() }] };
      },
    ],
    [
      'apply_member',
      ({ accountId, userId }) => ({
        member: {
          accountId, userId, email: 'a@example.com', displayName: 'Somebody', role: 'agent', advanced: false,
          shopAccess: 'all', status: 'deactivated', language: 'en', accessVersion: 2, ...fleet.suite.stamp(),
        },
      }),
    ],
  ]; // prettier-ignore
  it.each(away)(
    'fence (%s)',
    async (statement, stateOf) => {
      const [gone] = shop.agents as [Person];
      const state = stateOf(gone);
      const cuts = cut('postgres', [statement], 5);
      const writing = shop.writeAll(20, () => process.url);
      // The same state again and again, as its owner does until it is answered.
      await until(
        async () => (await fleet.suite.internal('PUT', '/internal/v1/agents', state)).status === 204,
      );
      await cuts;
      const [returned] = await fleet.suite.database.query<{ at: Date }>('select switchboard_now() as at');
      await writing;
      await shop.writeAll(10, () => process.url);
      await allWell();
      const later = await fleet.suite.database.query(
        'select from assignment where shop_id = $1 and agent_id = $2 and at > $3',
        [shop.shopId, gone.userId, returned!.at],
      );
      expect(later).toEqual([]);
    },
    90_000,
  );
});
