import { Injectable } from '@nestjs/common';
import { apiKeyState, type EventActor } from '@switchboard/contracts';
import { event, Outbox } from '@switchboard/messaging';
import type { Queryable } from '@switchboard/persistence';
import { apiKeyStateOf, type ApiKeyRow } from './api-key-record.js';

/** Publishes API keys by their hash, in the transaction of their change. */
@Injectable()
export class ApiKeyStates {
  constructor(private readonly outbox: Outbox) {}

  async publish(tx: Queryable, row: ApiKeyRow, actor: EventActor): Promise<void> {
    await this.outbox.append(tx, [
      event(apiKeyState, apiKeyStateOf(row, actor), { accountId: row.account_id }),
    ]);
  }
}
