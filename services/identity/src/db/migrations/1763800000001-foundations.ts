import { installIdempotency } from '@switchboard/http';
import { installInbox, installOutbox } from '@switchboard/messaging';
import { installFoundations } from '@switchboard/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The clock, the outbox and inbox, and the answers kept for Idempotency-Key. */
export class Foundations1763800000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await installFoundations(runner);
    await installOutbox(runner);
    await installInbox(runner);
    await installIdempotency(runner);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The foundations stay: drop the database instead.'));
  }
}
