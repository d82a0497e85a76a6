import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memberState } from '@switchboard/contracts';
import { until } from '@switchboard/testing';
import type { FleetShop } from '../processes/fleet-shop.js';
import { RoutingFleet } from '../processes/routing-fleet.js';
import type { RoutingProcess } from '../processes/routing-process.js';
import type { Person } from '../played-neighbours.js';

describe('the catch-up at start; one real process, Kafka held back', () => {
  let fleet: RoutingFleet;
  let process: RoutingProcess;
  let shop: FleetShop;
  beforeAll(async () => {
    fleet = await RoutingFleet.open(1, { LOG_LEVEL: 'info' });
    [process] = fleet.processes as [RoutingProcess];
    shop = await fleet.shop([5, 5]);
    await shop.write(() => process.url);
    await shop.standsAt(1, 0);
  }, 120_000);
  afterAll(() => fleet?.close());

  it('assigns nothing before it has consumed what happened while it was down: who was deactivated meanwhile gets nothing', async () => {
    const [gone, stays] = shop.agents as [Person, Person];
    await process.kill();
    await fleet.suite.emit(memberState, {
      accountId: gone.accountId, userId: gone.userId, email: 'a@example.com', displayName: 'Somebody', role: 'agent',
      advanced: false, shopAccess: 'all', status: 'deactivated', language: 'en', accessVersion: 2,
      ...fleet.suite.stamp(),
    }); // prettier-ignore
    const before = process.log.length;
    process.startHolding({ store: 'kafka', calls: ['fetch'], side: 'answer' });

    // It takes in what customers write; by its rows and by Redis both agents could have it.
    await shop.writeAll(6, () => process.url);
    const readiness = async () => {
      const answer = await fetch(`${process.url}/health/ready`);
      return { status: answer.status, body: JSON.stringify(await answer.json()) };
    };
    // At least by that one event; what the killed process had not committed yet comes again.
    await until(async () => /behind on [^"]*identity\.members\.v1 \(/.test((await readiness()).body), {
      timeoutMs: 30_000,
      describe: 'the reason not to be ready',
    });
    expect((await readiness()).status).toBe(503);
    // Longer than the sweep takes to see to chats that wait.
    await until(async () => {
      const [row] = await fleet.suite.database.query<{ waits: boolean }>(
        `select bool_and(waiting_since < now() - interval '4 seconds') as waits from chat where state = 'queued'`,
      );
      return row!.waits;
    });
    await shop.standsAt(1, 6);
    const why = process.log.slice(before).match(/not ready: consuming [^"]*/g);
    expect(why).toEqual([
      'not ready: consuming identity.members.v1, identity.shops.v1, team.agents.v1, team.settings.v1 up to their ends first',
    ]);

    await process.letGo();
    // Everything that the other one can take, the oldest first.
    await shop.standsAt(5, 2);
    await shop.reachesRest();
    await shop.expectNothingWrong();
    const holders = await fleet.suite.database.query<{ agent_id: string }>(
      `select distinct agent_id from chat where shop_id = $1 and state = 'assigned'`,
      [shop.shopId],
    );
    expect(holders).toEqual([{ agent_id: stays.userId }]);
    const since = await fleet.suite.database.query(
      `select from assignment where agent_id = $1 and kind <> 'requeued' and at >
         (select min(waiting_since) from chat where shop_id = $2 and customer_id = 'customer-2')`,
      [gone.userId, shop.shopId],
    );
    expect(since).toEqual([]);
  });
});
