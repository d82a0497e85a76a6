import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An agent's counter changes with every assignment and must not touch an index: a column in an index's condition
 * counts like one in the index. So the fence's work is marked when somebody loses a shop, not computed from the
 * counter.
 */
export class AgentsInPlace1763800000014 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table agent add column to_requeue boolean not null default false');
    await queryRunner.query('update agent set to_requeue = true where not active and open_count > 0');
    await queryRunner.query('drop index agent_to_requeue');
    await queryRunner.query('create index agent_to_requeue on agent (shop_id, id) where to_requeue');
    await queryRunner.query(`
      create function agent_lost_v1() returns trigger language plpgsql as $$
      begin
        new.to_requeue := not new.active and new.open_count > 0;
        return new;
      end $$`);
    await queryRunner.query(`
      create trigger agent_lost before update of active on agent
      for each row when (old.active <> new.active) execute function agent_lost_v1()`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop function agent_lost_v1 cascade');
    await queryRunner.query('alter table agent drop column to_requeue');
    await queryRunner.query(
      'create index agent_to_requeue on agent (shop_id, id) where not active and open_count > 0',
    );
  }
}
