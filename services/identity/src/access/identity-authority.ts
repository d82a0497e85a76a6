import { Injectable } from '@nestjs/common';
import { AccessAuthority, type KeyAccess, type MemberCheck, type ShopRecord } from '@switchboard/http';
import { Database, statement } from '@switchboard/persistence';
import { readApiKey } from '../api-keys/api-key-record.js';
import { readShopRecord } from '../shops/shop-record.js';
import { memberAccessOf, type MemberRecord } from '../users/member-record.js';

// The session is looked up by its person: it may meanwhile be signed in to another of their accounts.
const checkMember = statement(
  'access.check-member',
  `select m.*, s.session_id is null as ended, switchboard_now() as read_at
   from member_record m
   left join session s on s.session_id = $3 and s.person_id = m.person_id and s.ended_at is null
   where m.account_id = $1 and m.user_id = $2`,
);

/** Identity's own tables have the last word on members, sessions, shops and keys. */
@Injectable()
export class IdentityAuthority extends AccessAuthority {
  override readonly isLocal = true;

  constructor(private readonly database: Database) {
    super();
  }

  async member(accountId: string, userId: string, sessionId: string): Promise<MemberCheck | undefined> {
    const rows = await this.database.query<MemberRecord & { ended: boolean }>(checkMember, [
      accountId,
      userId,
      sessionId,
    ]);
    const access = rows[0] && memberAccessOf(rows[0]);
    return access && { ...access, ended: rows[0]!.ended };
  }

  async key(keyId: string): Promise<KeyAccess | undefined> {
    return readApiKey(this.database, keyId);
  }

  async shop(shopId: string): Promise<ShopRecord | undefined> {
    return readShopRecord(this.database, shopId);
  }
}
