import { Injectable } from '@nestjs/common';
import { problem } from '@switchboard/http';
import { Database, statement } from '@switchboard/persistence';
import { shopAccessOf, type MemberRecord } from '../users/member-record.js';
import type { MeDto, MembershipRefDto } from './signed-in.dto.js';

const readMember = statement(
  'self.read',
  `select m.*, a.name as account_name, switchboard_now() as read_at
   from member_record m join account a using (account_id)
   where m.account_id = $1 and m.user_id = $2 and m.status in ('active', 'deactivated')`,
);
const readMemberships = statement(
  'self.memberships',
  `select m.account_id as "accountId", a.name as "accountName", m.role, m.status
   from membership m join account a using (account_id)
   where m.person_id = $1 and m.status in ('active', 'deactivated')
   order by m.activated_at, m.account_id`,
);

type SelfRow = MemberRecord & { account_name: string };

/** A person as one of their memberships sees itself. */
@Injectable()
export class ReadSelf {
  constructor(private readonly database: Database) {}

  /** Throws auth.session_ended for a member who is gone. */
  async run(accountId: string, userId: string): Promise<MeDto> {
    return (await this.withRecord(accountId, userId)).me;
  }

  /** The same, with the record that access tokens are made of. */
  async withRecord(accountId: string, userId: string): Promise<{ record: MemberRecord; me: MeDto }> {
    const [record] = await this.database.query<SelfRow>(readMember, [accountId, userId]);
    if (!record) throw problem('auth.session_ended');
    const memberships = await this.database.query<MembershipRefDto>(readMemberships, [record.person_id]);
    return { record, me: toMe(record, memberships) };
  }
}

function toMe(record: SelfRow, memberships: MembershipRefDto[]): MeDto {
  return {
    account: { id: record.account_id, name: record.account_name },
    user: {
      id: record.user_id,
      email: record.email,
      displayName: record.display_name!,
      language: record.language!,
      role: record.role,
      advanced: record.advanced,
      shopAccess: shopAccessOf(record),
      status: record.status,
    },
    memberships,
  };
}
