import { Injectable } from '@nestjs/common';
import type { ChatAccessRole, ShopSettingsState, ShopState } from '@switchboard/contracts';
import { canonicalLanguage } from '@switchboard/text';
import { Database, statement, type Queryable } from '@switchboard/persistence';

const applyLanguage = statement(
  'shop_language',
  `insert into shop_profile (shop_id, account_id, customer_language, language_version) values ($1, $2, $3, $4)
   on conflict (shop_id) do update set customer_language = excluded.customer_language, language_version = excluded.language_version
   where shop_profile.language_version < excluded.language_version and shop_profile.account_id = excluded.account_id`,
);

const applyAccess = statement(
  'shop_access',
  `insert into shop_profile (shop_id, account_id, chat_access, access_version) values ($1, $2, $3, $4)
   on conflict (shop_id) do update set chat_access = excluded.chat_access, access_version = excluded.access_version
   where shop_profile.access_version < excluded.access_version and shop_profile.account_id = excluded.account_id`,
);

const byId = statement(
  'shop_chat_access',
  'select chat_access as roles from shop_profile where shop_id = $1 and account_id = $2',
);

/** What identity and team say about a shop: its customers' language and who sees all of its chats. */
@Injectable()
export class ShopProfiles {
  constructor(private readonly database: Database) {}

  /** From `identity.shops.v1`; an older version changes nothing. */
  async applyShop(q: Queryable, shop: ShopState): Promise<void> {
    await q.query(applyLanguage, [
      shop.shopId,
      shop.accountId,
      canonicalLanguage(shop.customerLanguage),
      shop.version,
    ]);
  }

  /** From `team.settings.v1`; an older version changes nothing. */
  async applySettings(q: Queryable, settings: ShopSettingsState): Promise<void> {
    await q.query(applyAccess, [
      settings.shopId,
      settings.accountId,
      settings.chatAccess.roles,
      settings.version,
    ]);
  }

  /** The shop's chat access; undefined while it was never changed (the default counts). */
  async chatAccess(accountId: string, shopId: string): Promise<{ roles: ChatAccessRole[] } | undefined> {
    const [row] = await this.database.query<{ roles: ChatAccessRole[] | null }>(byId, [shopId, accountId]);
    return row?.roles ? { roles: row.roles } : undefined;
  }
}
