import type { QueryRunner } from 'typeorm';

/** Migration step of every service with `@Idempotent()` routes. */
export async function installIdempotency(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query(`
    create table idempotency_record (
      caller text not null,
      key_hash text not null,
      fingerprint text not null,
      -- Who is at work on it, and until when that is believed.
      holder uuid not null,
      held_until timestamptz not null,
      -- The first answer, encrypted with the caller's key, which is not stored.
      answer bytea,
      created_at timestamptz not null default switchboard_now(),
      primary key (caller, key_hash)
    )`);
  await queryRunner.query('create index idempotency_record_age on idempotency_record (created_at)');
}
