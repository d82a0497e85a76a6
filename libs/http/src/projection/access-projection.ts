import { Injectable } from '@nestjs/common';
import { statement, type Queryable } from '@switchboard/persistence';
import type { KeyAccess, MemberAccess, ShopRecord } from '../access/access-directory.js';
import { keyName, RecentRecords, shopName } from './recent-records.js';

const upsertMember = statement(
  'access_member_upsert',
  `insert into access_member
     (account_id, user_id, status, role, advanced, shop_access, language, access_version, version)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
   on conflict (account_id, user_id) do update set
     status = excluded.status, role = excluded.role, advanced = excluded.advanced,
     shop_access = excluded.shop_access, language = excluded.language,
     access_version = excluded.access_version, version = excluded.version
   where access_member.version < excluded.version
   returning 1`,
);

// The version stays: the event that brings the same change is still the first to tell of it. An older event that
// comes in between sets older rights, and a token newer than those asks identity again.
const upsertRights = statement(
  'access_member_rights',
  `insert into access_member
     (account_id, user_id, status, role, advanced, shop_access, language, access_version, version)
   values ($1, $2, $3, $4, $5, $6, null, $7, 0)
   on conflict (account_id, user_id) do update set
     status = excluded.status, role = excluded.role, advanced = excluded.advanced,
     shop_access = excluded.shop_access, access_version = excluded.access_version
   where access_member.access_version < excluded.access_version`,
);

const upsertShop = statement(
  'access_shop_upsert',
  `insert into access_shop (shop_id, account_id, status, version) values ($1, $2, $3, $4)
   on conflict (shop_id) do update set status = excluded.status, version = excluded.version
   where access_shop.version < excluded.version and access_shop.account_id = excluded.account_id
   returning 1`,
);

const upsertKey = statement(
  'access_key_upsert',
  `insert into access_key (key_id, account_id, hash, scopes, shop_access, expires_at, revoked, version)
   values ($1, $2, $3, $4, $5, $6, $7, $8)
   on conflict (key_id) do update set
     scopes = excluded.scopes, shop_access = excluded.shop_access, expires_at = excluded.expires_at,
     revoked = excluded.revoked, version = excluded.version
   where access_key.version < excluded.version
   returning 1`,
);

/**
 * The one way into the projection tables: each `consumers/identity-*.consumer.ts` calls it with the event's
 * data. Older versions change nothing; the answer says whether the state was new.
 */
@Injectable()
export class AccessProjection {
  constructor(private readonly recent: RecentRecords) {}

  /** From `identity.members.v1`. */
  async applyMember(q: Queryable, member: MemberAccess): Promise<boolean> {
    const { accountId, userId, status, role, advanced, shopAccess, language, accessVersion, version } =
      member;
    const values = [accountId, userId, status, role, advanced, JSON.stringify(shopAccess), language];
    return (await q.query(upsertMember, [...values, accessVersion, version])).length > 0;
  }

  /** From identity's answer to the guard: the rights only, so that no consumer takes the event for a repetition. */
  async applyRights(q: Queryable, member: MemberAccess): Promise<void> {
    const { accountId, userId, status, role, advanced, shopAccess, accessVersion } = member;
    const values = [accountId, userId, status, role, advanced, JSON.stringify(shopAccess), accessVersion];
    await q.query(upsertRights, values);
  }

  /** From `identity.shops.v1`. A shop never changes its account. */
  async applyShop(q: Queryable, shop: ShopRecord): Promise<boolean> {
    const values = [shop.shopId, shop.accountId, shop.status, shop.version];
    const isNew = (await q.query(upsertShop, values)).length > 0;
    this.recent.forget(shopName(shop.shopId));
    return isNew;
  }

  /** From `identity.api-keys.v1`. */
  async applyKey(q: Queryable, apiKey: KeyAccess): Promise<boolean> {
    const { keyId, accountId, hash, scopes, shopAccess, expiresAt, revoked, version } = apiKey;
    const values = [keyId, accountId, hash, scopes, JSON.stringify(shopAccess), expiresAt];
    const isNew = (await q.query(upsertKey, [...values, revoked, version])).length > 0;
    this.recent.forget(keyName(keyId));
    return isNew;
  }
}
