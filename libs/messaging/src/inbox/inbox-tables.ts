import type { QueryRunner } from 'typeorm';
import { installPartitionKeeping } from '../partitions/partition-keeping.js';

/**
 * Installs the inbox (what was processed, by the day of the event, so that it leaves by dropping a
 * partition) and the parked keys (what waits behind an event that could not be processed).
 */
export async function installInbox(queryRunner: QueryRunner): Promise<void> {
  await installPartitionKeeping(queryRunner);
  await queryRunner.query(`
    create table inbox (
      consumer text not null,
      event_id uuid not null,
      day timestamptz not null,
      primary key (consumer, event_id, day)
    ) partition by range (day)`);
  await queryRunner.query('create table inbox_other partition of inbox default');
  await queryRunner.query(`select keep_day_partitions('inbox', 2, interval '14 days')`);
  await queryRunner.query(`
    create table parked_key (
      consumer text not null,
      topic text not null,
      key text not null,
      partition int not null,
      reason text not null,
      parked_at timestamptz not null default switchboard_now(),
      release_requested_at timestamptz,
      primary key (consumer, topic, key)
    )`);
  await queryRunner.query(`
    create table parked_event (
      seq bigint generated always as identity primary key,
      consumer text not null,
      topic text not null,
      key text not null,
      partition int not null,
      record_offset bigint not null,
      headers jsonb not null,
      value bytea,
      parked_at timestamptz not null default switchboard_now(),
      unique (consumer, topic, partition, record_offset),
      foreign key (consumer, topic, key) references parked_key on delete cascade
    )`);
  await queryRunner.query('create index parked_event_in_order on parked_event (consumer, topic, key, seq)');
  await queryRunner.query(`
    create table replayed_dead_letter (
      topic text not null,
      partition int not null,
      record_offset bigint not null,
      replayed_at timestamptz not null default switchboard_now(),
      primary key (topic, partition, record_offset)
    )`);
}
