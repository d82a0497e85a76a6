import type { QueryRunner } from 'typeorm';
import { installStateRepublish } from '../states/state-tables.js';
import { installPartitionKeeping } from '../partitions/partition-keeping.js';

/** How many relays can work at once in one database: a key's hash decides its lane, a lane has one relay. */
export const laneCount = 4;

/**
 * Installs the outbox into the schema of the migration that calls it: the table, by day so that
 * published rows leave by dropping a partition; `enqueue_events` for SQL functions that emit events
 * themselves, in the order given; and the list of states that are to be published once more.
 */
export async function installOutbox(queryRunner: QueryRunner): Promise<void> {
  await installPartitionKeeping(queryRunner);
  await queryRunner.query(`
    create table outbox (
      seq bigint generated always as identity,
      id uuid not null,
      aggregate_type text not null,
      aggregate_id text not null,
      type text not null,
      topic text not null,
      key text not null,
      headers jsonb not null default '{}',
      payload jsonb not null,
      agents uuid[] not null default '{}',
      shop_id uuid,
      created_at timestamptz not null default switchboard_now(),
      published_at timestamptz,
      lane smallint not null generated always as ((hashtextextended(key, 0) & ${laneCount - 1})::smallint) stored,
      primary key (seq, created_at)
    ) partition by range (created_at)`);
  await queryRunner.query('create index outbox_unpublished on outbox (lane, seq) where published_at is null');
  await queryRunner.query('create table outbox_other partition of outbox default');
  await queryRunner.query(
    `select keep_day_partitions('outbox', 2, interval '1 day', 'published_at is null')`,
  );
  await queryRunner.query(`
    create type outgoing_event as (
      aggregate_type text, aggregate_id text, type text, topic text, key text,
      headers jsonb, payload jsonb, agents uuid[], shop_id uuid
    )`);
  await queryRunner.query(`
    create function enqueue_events(p_events outgoing_event[]) returns int language plpgsql as $$
    begin
      insert into outbox (id, aggregate_type, aggregate_id, type, topic, key, headers, payload, agents, shop_id)
      select uuidv7(), aggregate_type, aggregate_id, type, topic, key, headers, payload, agents, shop_id
        from unnest(p_events);
      return cardinality(p_events);
    end $$`);
  await queryRunner.query(`
    create table outbox_republish (
      topic text not null,
      key text not null,
      lane smallint not null,
      from_seq bigint not null,
      due_at timestamptz not null,
      primary key (topic, key)
    )`);
  await installStateRepublish(queryRunner);
}
