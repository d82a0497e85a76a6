import { dlqOf, type TopicDefinition } from '@switchboard/contracts';
import type { MigrateSettings } from '@switchboard/persistence';
import type { TestRedis } from './redis-line.js';
import { serviceVariables } from './service-variables.js';
import { testBroker, type TestBroker } from './test-broker.js';
import { testDatabase, type TestDatabase } from './test-database.js';
import { testRedis } from './test-redis.js';

/** What a service's database is made from: its name and its `db/data-source.ts`. */
export interface TestSchema extends Pick<MigrateSettings, 'functions'> {
  service: string;
  migrations: Parameters<typeof testDatabase>[1];
}

/** What every suite of a service stands on: the real PostgreSQL, Redis and Kafka, for one test file alone. */
export interface TestStores {
  database: TestDatabase;
  redis: TestRedis;
  broker: TestBroker;
  /** The part of the environment that every service has. */
  variables: ReturnType<typeof serviceVariables>;
  /** After the service was closed. */
  close(): Promise<void>;
}

/** Opens them; each topic with the dead letters beside it. */
export async function testStores(
  { service, migrations, functions }: TestSchema,
  topics: readonly TopicDefinition[],
  partitions?: number,
): Promise<TestStores> {
  const [database, redis, broker] = await Promise.all([
    testDatabase(service, migrations, functions),
    testRedis(),
    testBroker(),
  ]);
  await broker.createTopics(
    topics.flatMap((topic) => [topic.name, dlqOf(topic).name]),
    partitions,
  );
  return {
    database,
    redis,
    broker,
    variables: serviceVariables({ database, redis, broker }),
    close: async () => {
      await Promise.all([broker.close(), redis.close()]);
      await database.close();
    },
  };
}
