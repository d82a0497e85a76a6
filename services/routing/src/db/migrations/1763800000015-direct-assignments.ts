import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A chat may be given to an agent by the call that stores its first message, without asking Redis. What Redis names
 * before it has heard of that is refused: the row says which assignment it must have heard of.
 */
export class DirectAssignments1763800000015 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table agent add column direct_seq bigint not null default 0');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table agent drop column direct_seq');
  }
}
