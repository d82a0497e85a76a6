import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Indexes for what is looked up again and again whatever has piled up: long queues, many agents, closed chats. */
export class AtScale1763800000012 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // The sweep goes from shop to shop and looks at the longest waiting chat of each.
    await queryRunner.query(`drop index chat_waiting`);
    await queryRunner.query(`create index chat_waiting on chat (shop_id, queued_at) where state = 'queued'`);
    // Who could take a chat, where most agents could not. A change of the counter does not touch it.
    await queryRunner.query(`create index agent_available on agent (shop_id, id) where availability = 0`);
    // What an agent who may not read everything sees under "closed".
    await queryRunner.query(
      `create index chat_closed_of_agent on chat (shop_id, agent_id, last_message_at, id) where state = 'closed'`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop index chat_closed_of_agent, agent_available, chat_waiting');
    await queryRunner.query(`create index chat_waiting on chat (queued_at, shop_id) where state = 'queued'`);
  }
}
