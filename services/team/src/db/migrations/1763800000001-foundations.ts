import { installAccessProjection } from '@switchboard/http';
import { installInbox, installOutbox } from '@switchboard/messaging';
import { installFoundations } from '@switchboard/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the libs need in this schema: the clock, outbox and inbox, the access guard's projection. */
export class Foundations1763800000001 implements MigrationInterface {
  readonly name = 'Foundations1763800000001';

  async up(queryRunner: QueryRunner): Promise<void> {
    await installFoundations(queryRunner);
    await installOutbox(queryRunner);
    await installInbox(queryRunner);
    await installAccessProjection(queryRunner);
  }

  async down(): Promise<void> {
    throw new Error('the first migration is undone by dropping the database');
  }
}
