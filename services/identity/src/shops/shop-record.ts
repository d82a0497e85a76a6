import { systemActor, type EventActor, type ShopState } from '@switchboard/contracts';
import { statement, type Queryable } from '@switchboard/persistence';

/** A shop as stored. */
export interface ShopRow {
  shop_id: string;
  account_id: string;
  name: string;
  customer_language: string | null;
  status: 'active' | 'closed';
  version: number;
  created_at: Date;
  /** Database time of the read. */
  read_at: Date;
}

/** The columns of ShopRow, for statements that answer one. */
export const shopColumns =
  'shop_id, account_id, name, customer_language, status, version, created_at, switchboard_now() as read_at';

const readById = statement('shop.read-any', `select ${shopColumns} from shop where shop_id = $1`);

/** The data of `identity.shops.v1`. */
export function shopStateOf(row: ShopRow, actor: EventActor): ShopState {
  return {
    accountId: row.account_id,
    shopId: row.shop_id,
    name: row.name,
    customerLanguage: row.customer_language,
    status: row.status,
    version: row.version,
    actor,
    occurredAt: row.read_at.toISOString(),
  };
}

/** A shop by its id alone: for the guard and for other services, which compare the account themselves. */
export async function readShopRecord(db: Queryable, shopId: string): Promise<ShopState | undefined> {
  const [row] = await db.query<ShopRow>(readById, [shopId]);
  return row && shopStateOf(row, systemActor);
}
