import { Injectable } from '@nestjs/common';
import { Database, statement } from '@switchboard/persistence';
import {
  AccessDirectory,
  type KeyAccess,
  type MemberAccess,
  type ShopRecord,
} from '../access/access-directory.js';
import { keyName, RecentRecords, shopName } from './recent-records.js';

const memberById = statement(
  'access_member_by_id',
  `select account_id as "accountId", user_id as "userId", status, role, advanced, shop_access as "shopAccess",
     language, access_version as "accessVersion", version
   from access_member where account_id = $1 and user_id = $2`,
);

const shopById = statement(
  'access_shop_by_id',
  `select shop_id as "shopId", account_id as "accountId", status, version from access_shop where shop_id = $1`,
);

const keyById = statement(
  'access_key_by_id',
  `select key_id as "keyId", account_id as "accountId", hash, scopes, shop_access as "shopAccess",
     to_json(expires_at) #>> '{}' as "expiresAt", revoked, version
   from access_key where key_id = $1`,
);

/** The access directory over the projection tables: every service but identity. */
@Injectable()
export class ProjectedDirectory extends AccessDirectory {
  constructor(
    private readonly database: Database,
    private readonly recent: RecentRecords,
  ) {
    super();
  }

  async member(accountId: string, userId: string): Promise<MemberAccess | undefined> {
    return (await this.database.query<MemberAccess>(memberById, [accountId, userId]))[0];
  }

  async shop(shopId: string): Promise<ShopRecord | undefined> {
    return this.recent.get(
      shopName(shopId),
      async () => (await this.database.query<ShopRecord>(shopById, [shopId]))[0],
    );
  }

  async key(keyId: string): Promise<KeyAccess | undefined> {
    return this.recent.get(
      keyName(keyId),
      async () => (await this.database.query<KeyAccess>(keyById, [keyId]))[0],
    );
  }
}
