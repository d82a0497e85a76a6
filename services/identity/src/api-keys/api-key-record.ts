import { systemActor, type ApiKeyState, type EventActor } from '@switchboard/contracts';
import { statement, type Queryable } from '@switchboard/persistence';

/** An API key as stored; the key itself is nowhere. */
export interface ApiKeyRow {
  key_id: string;
  /** Null: a platform key. */
  account_id: string | null;
  name: string;
  key_hash: string;
  /** Its first and last characters, to recognise it by. */
  hint: string;
  scopes: ApiKeyState['scopes'];
  all_shops: boolean;
  shop_ids: string[];
  version: number;
  created_by: string | null;
  created_at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
  /** Database time of the read. */
  read_at: Date;
}

/** `api_key` with its shops, as ApiKeyRow; the alias of the table is `k`. */
export const apiKeySelection = `
  select k.*, switchboard_now() as read_at,
    coalesce((select array_agg(s.shop_id::text order by s.shop_id) from api_key_shop s where s.key_id = k.key_id),
             array[]::text[]) as shop_ids
  from api_key k`;

const readById = statement('api-key.read-any', `${apiKeySelection} where k.key_id = $1`);

/** The data of `identity.api-keys.v1`. */
export function apiKeyStateOf(row: ApiKeyRow, actor: EventActor): ApiKeyState {
  return {
    keyId: row.key_id,
    accountId: row.account_id,
    hash: row.key_hash,
    shopAccess: row.all_shops ? 'all' : row.shop_ids,
    scopes: row.scopes,
    expiresAt: row.expires_at?.toISOString() ?? null,
    revoked: row.revoked_at !== null,
    version: row.version,
    actor,
    occurredAt: row.read_at.toISOString(),
  };
}

/** A key by its id alone: for the guard and for other services. */
export async function readApiKey(db: Queryable, keyId: string): Promise<ApiKeyState | undefined> {
  const [row] = await db.query<ApiKeyRow>(readById, [keyId]);
  return row && apiKeyStateOf(row, systemActor);
}
