import { Logger } from '@nestjs/common';
import { testDatabase, testRedis, type TestDatabase, type TestRedis } from '@switchboard/testing';
import { functions, migrations } from '../../src/db/data-source.js';
import { startEngine, type EngineOptions, type EngineProcess } from './engine-process.js';

/**
 * A Redis that is late for the crowd on a test's machine is no finding: only a test about its being late says how soon
 * it is given up.
 */
const patientMs = 10_000;

/** A database, a Redis and any number of routing processes on them. */
export class EngineLab {
  private readonly processes: EngineProcess[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly redis: TestRedis,
  ) {}

  /** `given`: another Redis than a test's usual one. */
  static async open(given?: TestRedis): Promise<EngineLab> {
    // faults are made on purpose here; what they log is not the result
    Logger.overrideLogger(false);
    const [database, redis] = await Promise.all([
      testDatabase('routing', migrations, functions),
      given ?? testRedis(),
    ]);
    return new EngineLab(database, redis);
  }

  async process(options: Partial<EngineOptions> = {}): Promise<EngineProcess> {
    const process = await startEngine({
      databaseUrl: this.database.url,
      redisUrl: this.redis.url,
      commandTimeoutMs: patientMs,
      ...options,
    });
    this.processes.push(process);
    return process;
  }

  async close(): Promise<void> {
    for (const process of this.processes) await process.stop();
    await this.redis.close();
    await this.database.close();
  }
}
