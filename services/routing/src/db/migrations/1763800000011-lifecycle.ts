import type { MigrationInterface, QueryRunner } from 'typeorm';
import { installFunctions } from '../install-functions.js';

const lifecycleFolder = new URL('../../lifecycle/sql/', import.meta.url);

/** What time does to chats: auto-close, reassignment, and messages that are not kept any longer. */
export class Lifecycle1763800000011 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // By shop: each has its own setting, and most chats of most shops are not due. The column that the setting is
    // added to is the later of two times, so a chat that waited in the queue for long is not due at once.
    await queryRunner.query('drop index chat_idle, chat_unanswered');
    await queryRunner.query(
      `create index chat_idle on chat (shop_id, greatest(last_message_at, assigned_at)) where state = 'assigned'`,
    );
    await queryRunner.query(
      `create index chat_unanswered on chat (shop_id, greatest(waiting_since, assigned_at))
       where state = 'assigned' and waiting_since is not null and reassigned < 3`,
    );

    // Presence is kept where a setting asks for it. An agent who never came is offline since they were added.
    await queryRunner.query(
      `alter table shop add column presence_used boolean not null generated always as
         (require_presence or reassign_offline_minutes is not null or reassign_no_reply_minutes is not null) stored`,
    );
    await queryRunner.query(`create index shop_using_presence on shop (id) where presence_used`);
    await queryRunner.query(`alter table agent alter column went_offline_at set default switchboard_now()`);
    await queryRunner.query(`create index agent_presence on agent (shop_id, online, went_offline_at)`);
    await queryRunner.query(`alter table agent_load add column offline_since timestamptz`);

    // Messages up to this number are deleted. An index that new chats and messages do not touch: only closing does.
    await queryRunner.query(`alter table chat add column forgotten_seq int not null default 0`);
    await queryRunner.query(
      `create index chat_to_forget on chat (last_message_at) where state = 'closed' and forgotten_seq < seq`,
    );

    await installFunctions(
      queryRunner,
      ['audit_entry_v1', 'close_idle_chats_v1', 'held_before_v1', 'agent_to_relieve_v1', 'pair_relieving_v1',
       'compared_relieving_v1', 'record_reassignments_v1', 'reassign_chats_v1', 'forget_messages_v1'],
      lifecycleFolder,
    ); // prettier-ignore
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `drop function forget_messages_v1, reassign_chats_v1, record_reassignments_v1, compared_relieving_v1, pair_relieving_v1,
         agent_to_relieve_v1, reassignment_due_v1, held_before_v1, close_idle_chats_v1, audit_entry_v1`,
    );
    await queryRunner.query('drop index chat_idle, chat_unanswered, chat_to_forget, agent_presence');
    await queryRunner.query('alter table chat drop column forgotten_seq');
    await queryRunner.query('alter table agent_load drop column offline_since');
    await queryRunner.query('alter table agent alter column went_offline_at drop default');
    await queryRunner.query('alter table shop drop column presence_used');
    await queryRunner.query(`create index chat_idle on chat (last_message_at) where state = 'assigned'`);
    await queryRunner.query(
      `create index chat_unanswered on chat (waiting_since) where state = 'assigned' and waiting_since is not null`,
    );
  }
}
