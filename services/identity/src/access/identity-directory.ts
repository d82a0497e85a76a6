import { Injectable } from '@nestjs/common';
import { AccessDirectory, type KeyAccess, type MemberAccess, type ShopRecord } from '@switchboard/http';
import { Database } from '@switchboard/persistence';
import { readApiKey } from '../api-keys/api-key-record.js';
import { readShopRecord } from '../shops/shop-record.js';
import { memberAccessOf, readMemberRecord } from '../users/member-record.js';

/** The access guard's reads, over identity's own tables instead of a projection. */
@Injectable()
export class IdentityDirectory extends AccessDirectory {
  constructor(private readonly database: Database) {
    super();
  }

  async member(accountId: string, userId: string): Promise<MemberAccess | undefined> {
    const record = await readMemberRecord(this.database, accountId, userId);
    return record && memberAccessOf(record);
  }

  async shop(shopId: string): Promise<ShopRecord | undefined> {
    return readShopRecord(this.database, shopId);
  }

  async key(keyId: string): Promise<KeyAccess | undefined> {
    return readApiKey(this.database, keyId);
  }
}
