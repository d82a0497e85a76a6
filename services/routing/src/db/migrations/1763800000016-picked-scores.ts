import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Rounds of several processes commit in another order than they picked. The shop remembers the highest score that was
 * picked at, so that its common time (mode 'equal') does not stay behind because the later picks came first.
 */
export class PickedScores1763800000016 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table shop add column picked bigint not null default 0');
    await queryRunner.query('update shop set picked = vt');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table shop drop column picked');
  }
}
