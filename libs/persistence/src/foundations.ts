import type { QueryRunner } from 'typeorm';

/**
 * What every service's first migration installs. `switchboard_now()` is the one clock: rules that
 * compare times call it, and a test replaces it in its own database.
 */
export async function installFoundations(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query(`
    create or replace function switchboard_now() returns timestamptz
    language sql volatile parallel safe as $$ select clock_timestamp() $$`);
}
