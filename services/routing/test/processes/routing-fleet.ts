import { v7 as uuid } from 'uuid';
import type { RoutingEnvironment } from '../../src/environment.js';
import { startEngine, type EngineProcess } from '../engine/engine-process.js';
import { recordHistory } from '../engine/history.js';
import { RoutingSuite } from '../routing-suite.js';
import { FleetShop } from './fleet-shop.js';
import { RoutingProcess } from './routing-process.js';

/** It only looks: an answer that is late on a busy machine is an answer. */
const observing = ({ database, redis }: RoutingSuite) => ({
  databaseUrl: database.url,
  redisUrl: redis.url,
  poolSize: 2,
  commandTimeoutMs: 10_000,
});

/** Several real processes of the service on one PostgreSQL, Redis and Kafka, in which every change of a chat is recorded. */
export class RoutingFleet {
  private constructor(
    readonly suite: RoutingSuite,
    readonly processes: RoutingProcess[],
    /** Looks at the stores, and wakes a shop up; it serves nothing by itself. */
    readonly observer: EngineProcess,
    private readonly accountId: string,
    private readonly key: string,
  ) {}

  static async open(count: number, changes: Partial<RoutingEnvironment> = {}): Promise<RoutingFleet> {
    const suite = await RoutingSuite.prepare();
    const processes: RoutingProcess[] = [];
    try {
      await recordHistory(suite.database);
      const observer = await startEngine(observing(suite));
      processes.push(await RoutingProcess.start(suite, changes));
      suite.entry = processes[0]!.url;
      const others = Array.from({ length: count - 1 }, () => RoutingProcess.start(suite, changes));
      const accountId = uuid();
      const key = await suite.key(accountId, ['inbound:write']);
      processes.push(...(await Promise.all(others)));
      return new RoutingFleet(suite, processes, observer, accountId, key);
    } catch (error) {
      await Promise.all(processes.map((process) => process.close()));
      await suite.close();
      throw error;
    }
  }

  /**
   * A shop with one agent for each capacity. `bystanders`: people who take no chats; in a shop of many Redis names the
   * agent of a chat that arrives alone, too.
   */
  async shop(capacities: readonly number[], mode?: 'equal', bystanders = 0): Promise<FleetShop> {
    const { shopId } = await this.suite.shop(this.accountId);
    await this.suite.database.query(
      `insert into agent (shop_id, id, account_id) select $1, uuidv7(), $2 from generate_series(1, $3)`,
      [shopId, this.accountId, bystanders],
    );
    if (mode) await this.suite.settings(this.accountId, shopId, { mode });
    const agents = await Promise.all(
      capacities.map((maxCapacity) =>
        this.suite.person(this.accountId, { shops: [shopId], profile: { maxCapacity } }),
      ),
    );
    return new FleetShop(this, shopId, agents, this.key);
  }

  /** How many of them relay: the lanes belong to whoever asked first. */
  async relays(): Promise<number> {
    const [row] = await this.suite.database.query<{ relays: number }>(
      `select count(distinct pid)::int as relays from pg_locks join pg_stat_activity using (pid)
       where locktype = 'advisory' and granted and application_name = 'routing-relay' and datname = current_database()`,
    );
    return row!.relays;
  }

  async close(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.close()));
    await this.observer.stop();
    await this.suite.close();
  }
}
