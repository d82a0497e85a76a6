import type { MigrationInterface, QueryRunner } from 'typeorm';
import { installFunctions } from '../install-functions.js';

/** In the order in which they need each other. */
const files = [
  'agent_score_v1', 'agent_join_v1', 'agent_state_v1', 'agent_states_v1',
  'event_headers_v1', 'customer_actor_v1', 'chat_change_v1', 'message_created_v1',
  'customer_message', 'join_chats_v1', 'accept_v1',
  'pairing', 'compared_agents_v1', 'pair_in_turn_v1', 'pair_special_shop_v1', 'record_assignments_v1',
  'record_assignment_v1', 'accept_one_v1', 'assign_v1', 'assign_one_v1', 'assign_choosing_v1',
  'chat_close', 'closing_audit_v1', 'close_chat_v1', 'close_chats_v1', 'reopen_chat_v1', 'move_chats_v1',
  'transfer_chats_v1', 'transfer_all_v1',
  'requeue_agent_chats_v1', 'apply_member_v1', 'apply_profile_v1', 'apply_shop_v1', 'apply_settings_v1',
  'set_presence_v1', 'advance_epoch_v1',
]; // prettier-ignore

/** Everything that takes more than one row's lock is a function here: the lock order stands in one folder. */
export class AssignmentFunctions1763800000003 implements MigrationInterface {
  up(queryRunner: QueryRunner): Promise<void> {
    return installFunctions(queryRunner, files);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      do $$ declare f record; begin
        for f in select p.oid::regprocedure as name from pg_proc p
          where p.pronamespace = current_schema()::regnamespace and p.proname ~ '_v1$' loop
          execute 'drop function ' || f.name || ' cascade';
        end loop;
      end $$`);
    await queryRunner.query('drop type pairing, customer_message, chat_close');
  }
}
