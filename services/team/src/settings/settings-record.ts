import { statement, type Queryable } from '@switchboard/persistence';
import { NIL } from 'uuid';
import { ShopSettings } from './shop-settings.entity.js';

const columns = `account_id as "accountId", shop_id as "shopId", mode, assignment_version as "assignmentVersion",
  chat_access_roles as roles, chat_access_version as "chatAccessVersion", auto_close_days as "autoCloseDays",
  require_presence as "requirePresence", reassign_offline_minutes as "reassignOfflineMinutes",
  reassign_no_reply_minutes as "reassignNoReplyMinutes", lifecycle_version as "lifecycleVersion", version,
  updated_at as "updatedAt", updated_by as "updatedBy"`;

const read = statement(
  'settings_read',
  `select ${columns} from shop_settings where account_id = $1 and shop_id = $2`,
);
const lock = statement(
  'settings_lock',
  `select ${columns} from shop_settings where account_id = $1 and shop_id = $2 for no key update`,
);
const lockPage = statement(
  'settings_lock_page',
  `select ${columns} from shop_settings where shop_id > $1::uuid order by shop_id limit $2 for no key update`,
);
const update = statement(
  'settings_update',
  `update shop_settings set mode = $2, assignment_version = $3, chat_access_roles = $4, chat_access_version = $5,
     auto_close_days = $6, require_presence = $7, reassign_offline_minutes = $8, reassign_no_reply_minutes = $9,
     lifecycle_version = $10, version = $11, updated_at = $12, updated_by = $13::jsonb
   where shop_id = $1`,
);

const toSettings = (row: Partial<ShopSettings>) => Object.assign(new ShopSettings(), row);

/** A shop's settings; undefined where the account has no such shop. */
export async function readSettings(
  q: Queryable,
  accountId: string,
  shopId: string,
): Promise<ShopSettings | undefined> {
  const [row] = await q.query<Partial<ShopSettings>>(read, [accountId, shopId]);
  return row && toSettings(row);
}

/** The same, locked until the transaction ends. */
export async function lockSettings(
  tx: Queryable,
  accountId: string,
  shopId: string,
): Promise<ShopSettings | undefined> {
  const [row] = await tx.query<Partial<ShopSettings>>(lock, [accountId, shopId]);
  return row && toSettings(row);
}

/** The settings of the shops behind this one, in the order of their ids, locked. */
export async function lockSettingsAfter(
  tx: Queryable,
  shopId: string | undefined,
  limit: number,
): Promise<ShopSettings[]> {
  return (await tx.query<Partial<ShopSettings>>(lockPage, [shopId ?? NIL, limit])).map(toSettings);
}

/** Writes all of a shop's settings. */
export async function updateSettings(tx: Queryable, settings: ShopSettings): Promise<void> {
  await tx.query(update, [
    settings.shopId,
    settings.mode,
    settings.assignmentVersion,
    settings.roles,
    settings.chatAccessVersion,
    settings.autoCloseDays,
    settings.requirePresence,
    settings.reassignOfflineMinutes,
    settings.reassignNoReplyMinutes,
    settings.lifecycleVersion,
    settings.version,
    settings.updatedAt,
    JSON.stringify(settings.updatedBy),
  ]);
}
