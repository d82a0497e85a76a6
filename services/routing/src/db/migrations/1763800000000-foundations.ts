import { installAccessProjection, installIdempotency } from '@switchboard/http';
import { installInbox, installOutbox } from '@switchboard/messaging';
import { installFoundations } from '@switchboard/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the libraries keep in this service's schema. */
export class Foundations1763800000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await installFoundations(queryRunner);
    await installOutbox(queryRunner);
    await installInbox(queryRunner);
    await installAccessProjection(queryRunner);
    await installIdempotency(queryRunner);
  }

  async down(): Promise<void> {
    throw new Error('undone by dropping the database');
  }
}
