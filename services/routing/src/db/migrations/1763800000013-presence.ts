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
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop index agent_load_online, agent_by_name');
  }
}
