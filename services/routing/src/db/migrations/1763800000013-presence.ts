import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is looked for again and again: agents who are online, agents by name; and notices that must not get lost. */
export class Presence1763800000013 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // By the shop's range, as leaders look; a change of open chats does not touch it.
    await queryRunner.query(
      `create index agent_load_online on agent_load ((hashtextextended(shop_id::text, 0) & 15), shop_id, agent_id)
       where online`,
    );
    // The workload page and transfer targets, page by page.
    await queryRunner.query(
      `create index agent_by_name on agent (shop_id, lower(coalesce(nickname, '')), id) where active`,
    );
    // Records for the live stream that no outbox row carries: gone once they are in the log.
    await queryRunner.query(`
      create table stream_notice (
        id uuid primary key,
        shop_id uuid not null,
        record jsonb not null,
        due_at timestamptz not null
      )`);
    await queryRunner.query('create index stream_notice_due on stream_notice (due_at)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table stream_notice');
    await queryRunner.query('drop index agent_load_online, agent_by_name');
  }
}
