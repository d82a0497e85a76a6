import { Injectable } from '@nestjs/common';
import { apiKeyState, type EventActor } from '@switchboard/contracts';
import { newApiKey, problem } from '@switchboard/http';
import { Outbox, stateEvent } from '@switchboard/messaging';
import { statement, type Transaction } from '@switchboard/persistence';
import { v7 as uuidv7 } from 'uuid';
import { apiKeySelection, apiKeyStateOf, type ApiKeyRow } from './api-key-record.js';
import type { NewApiKeyDto } from './api-key.dto.js';

/** A key that has been made: the only time that it is known. */
export interface CreatedApiKey {
  key: string;
  row: ApiKeyRow;
}

const insertKey = statement(
  'api-key.insert',
  `insert into api_key (key_id, account_id, name, key_hash, hint, scopes, all_shops, created_by, expires_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
);
const insertShops = statement(
  'api-key.insert-shops',
  `insert into api_key_shop (account_id, key_id, shop_id)
   select account_id, $2, shop_id from shop where account_id = $1 and shop_id = any ($3::uuid[]) returning shop_id`,
);
const revokeKey = statement(
  'api-key.revoke',
  `update api_key set revoked_at = switchboard_now(), version = version + 1
   where key_id = $1 and account_id is not distinct from $2 and revoked_at is null returning key_id`,
);
const readKey = statement(
  'api-key.read-own',
  `${apiKeySelection} where k.key_id = $1 and k.account_id is not distinct from $2`,
);

/** API keys of accounts and of the platform (account null): written and published in one transaction. */
@Injectable()
export class ApiKeyStore {
  constructor(private readonly outbox: Outbox) {}

  /** Makes a key; only its hash is stored. A shop that is not the account's answers not_found. */
  async make(
    tx: Transaction,
    accountId: string | null,
    { name, scopes, shopIds, expiresAt }: NewApiKeyDto,
    actor: EventActor,
  ): Promise<CreatedApiKey> {
    const keyId = uuidv7();
    const { key, hash } = newApiKey(keyId);
    const hint = `${key.slice(0, 8)}…${key.slice(-4)}`;
    const createdBy = actor.kind === 'user' ? actor.id : null;
    const allShops = shopIds === undefined;
    await tx.query(insertKey, [
      keyId, accountId, name, hash, hint, scopes, allShops, createdBy, expiresAt ?? null,
    ]); // prettier-ignore
    if (shopIds) {
      const stored = await tx.query(insertShops, [accountId, keyId, shopIds]);
      if (stored.length < shopIds.length) throw problem('not_found', { detail: 'There is no such shop.' });
    }
    const [row] = await tx.query<ApiKeyRow>(readKey, [keyId, accountId]);
    await this.outbox.append(tx, [stateEvent(apiKeyState, apiKeyStateOf(row!, actor))]);
    return { key, row: row! };
  }

  /** Revokes one for good. Undefined when it was already; not_found when it is not there. */
  async revoke(
    tx: Transaction,
    accountId: string | null,
    keyId: string,
    actor: EventActor,
  ): Promise<ApiKeyRow | undefined> {
    const revoked = await tx.query(revokeKey, [keyId, accountId]);
    const [row] = await tx.query<ApiKeyRow>(readKey, [keyId, accountId]);
    if (!row) throw problem('not_found');
    if (revoked.length === 0) return undefined;
    await this.outbox.append(tx, [stateEvent(apiKeyState, apiKeyStateOf(row, actor))]);
    return row;
  }
}
