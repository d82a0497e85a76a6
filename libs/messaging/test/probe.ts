import { installFoundations } from '@switchboard/persistence';
import {
  startTestService,
  testBroker,
  testDatabase,
  type TestBroker,
  type TestDatabase,
} from '@switchboard/testing';
import type { Type } from '@nestjs/common';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { installInbox, installOutbox, messagingExtension, type MessagingOptions } from '../src/index.js';
import type { RelayOptions, StateOptions } from '../src/messaging.module.js';
import { probeModule } from './probe-module.js';

/** The tables of messaging, and one of the probe's own in which handlers leave their effects. */
export class ProbeTables1700000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await installFoundations(queryRunner);
    await installOutbox(queryRunner);
    await installInbox(queryRunner);
    await queryRunner.query(`
      create table effect (
        place bigint generated always as identity primary key, event_id uuid not null, key text not null, note text not null
      )`);
    await queryRunner.query('create table aggregate (id text primary key, version int not null)');
  }

  async down(): Promise<void> {}
}

/** A database and topics of its own for one test file. */
export interface Ground {
  database: TestDatabase;
  broker: TestBroker;
  close(): Promise<void>;
}

/** Real PostgreSQL, real Kafka; every topic named gets its dead letters too. */
export async function prepareGround(topics: readonly string[], partitions = 2): Promise<Ground> {
  const [database, broker] = await Promise.all([
    testDatabase('probe', [ProbeTables1700000000000]),
    testBroker(),
  ]);
  await broker.createTopics(
    topics.flatMap((name) => [name, `${name}.dlq`]),
    partitions,
  );
  return {
    database,
    broker,
    close: async () => {
      await Promise.all([database.close(), broker.close()]);
    },
  };
}

/** What a probe differs in. */
export interface ProbeSettings {
  ground: Ground;
  controllers?: Type[];
  messaging?: Partial<MessagingOptions>;
  relay?: RelayOptions;
  states?: StateOptions;
}

/** Starts it in this process, the way a service's main.ts does. */
export const startProbe = ({
  ground: { database, broker },
  controllers,
  messaging,
  ...parts
}: ProbeSettings) => {
  const { brokers, topicPrefix } = broker;
  const module = probeModule({
    databaseUrl: database.url,
    controllers,
    ...parts,
    messaging: { brokers, topicPrefix, ...messaging },
  });
  return startTestService('probe', module, [messagingExtension()]);
};

/** Forgets what earlier tests of the file left behind. */
export async function wipe({ database }: Ground): Promise<void> {
  await database.query(
    'truncate outbox, inbox, parked_key, parked_event, effect, aggregate, outbox_republish',
  );
}
