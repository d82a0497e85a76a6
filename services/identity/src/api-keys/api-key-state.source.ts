import { Injectable } from '@nestjs/common';
import { apiKeyState, apiKeysTopic, systemActor } from '@switchboard/contracts';
import { Outbox, stateEvent, type StateSource } from '@switchboard/messaging';
import { statement, type Transaction } from '@switchboard/persistence';
import { apiKeySelection, apiKeyStateOf, type ApiKeyRow } from './api-key-record.js';

const lockPage = statement(
  'api-key.lock-page',
  `${apiKeySelection} where $1::uuid is null or k.key_id > $1 order by k.key_id limit $2 for no key update of k`,
);

/** Every key, revoked ones too, for publishing them again. */
@Injectable()
export class ApiKeyStateSource implements StateSource {
  readonly topic = apiKeysTopic.name;

  constructor(private readonly outbox: Outbox) {}

  async appendPage(tx: Transaction, after: string | undefined, limit: number): Promise<string | undefined> {
    const rows = await tx.query<ApiKeyRow>(lockPage, [after ?? null, limit]);
    const states = rows.map((row) => stateEvent(apiKeyState, apiKeyStateOf(row, systemActor)));
    await this.outbox.append(tx, states);
    return rows.length < limit ? undefined : rows.at(-1)?.key_id;
  }
}
