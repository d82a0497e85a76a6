import type { QueryRunner } from 'typeorm';

/** How far the publishing-again of each state topic is, and when it begins next. */
export async function installStateRepublish(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query(`
    create table state_republish (
      topic text primary key,
      due_at timestamptz not null,
      stopped_at text,
      finished_at timestamptz
    )`);
}
