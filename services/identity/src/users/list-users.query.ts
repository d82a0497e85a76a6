import { Injectable } from '@nestjs/common';
import { CursorError, Database, decodeCursor, statement, toPage, type Page } from '@switchboard/persistence';
import { isId, problem } from '@switchboard/http';
import { readMemberRecord, type MemberRecord } from './member-record.js';

/** Which users to list; what is left out does not filter. */
export interface UserFilter {
  list: 'invited' | 'added';
  status?: 'pending' | 'expired' | 'active' | 'deactivated';
  role?: 'owner' | 'admin' | 'agent';
  shopId?: string;
  /** Part of the e-mail address, or (added ones) of the display name. */
  q?: string;
  limit: number;
  cursor?: string;
}

type ListedRow = MemberRecord & { position: string };

const filters = `account_id = $1
  and ($2::text is null or role = $2)
  and ($3::uuid is null or all_shops or exists (
    select from membership_shop s where s.user_id = r.user_id and s.shop_id = $3))`;

// The position is the sort key as text: a Date would lose the microseconds and with them rows.
const invited = statement(
  'users.list-invited',
  `select r.*, invited_at::text as position, switchboard_now() as read_at from member_record r
   where ${filters} and status = 'pending'
     and ($4::text is null or lower(email) like $4)
     and ($5::text is null or invitation_expired = ($5 = 'expired'))
     and ($6::timestamptz is null or (invited_at, user_id) < ($6, $7::uuid))
   order by invited_at desc, user_id desc limit $8`,
);
const added = statement(
  'users.list-added',
  `select r.*, activated_at::text as position, switchboard_now() as read_at from member_record r
   where ${filters} and status in ('active', 'deactivated')
     and ($4::text is null or lower(email) like $4 or lower(display_name) like $4)
     and ($5::text is null or status = $5)
     and ($6::timestamptz is null or (activated_at, user_id) < ($6, $7::uuid))
   order by activated_at desc, user_id desc limit $8`,
);

/**
 * "The pending sub-accounts will appear under the [invited user] list. After the activation is confirmed, the
 * account will appear under the [added user] list." Newest first; disjoint, together complete.
 */
@Injectable()
export class ListUsers {
  constructor(private readonly database: Database) {}

  async run(accountId: string, filter: UserFilter): Promise<Page<MemberRecord>> {
    const after = filter.cursor === undefined ? [null, null] : readPosition(filter.cursor);
    const rows = await this.database.query<ListedRow>(filter.list === 'invited' ? invited : added, [
      accountId,
      filter.role ?? null,
      filter.shopId ?? null,
      filter.q === undefined ? null : `%${escapeLike(filter.q.normalize('NFC').trim().toLowerCase())}%`,
      filter.status ?? null,
      ...after,
      filter.limit + 1,
    ]);
    return toPage(
      rows,
      filter.limit,
      (last) => [last.position, last.user_id],
      (row) => row,
    );
  }

  /** One member of either list. */
  async one(accountId: string, userId: string): Promise<MemberRecord> {
    const record = await readMemberRecord(this.database, accountId, userId);
    if (!record || record.status === 'deleted') throw problem('not_found');
    return record;
  }
}

function readPosition(cursor: string): [string, string] {
  const [position, userId] = decodeCursor(cursor, 2);
  if (typeof position !== 'string' || Number.isNaN(Date.parse(position)) || !isId(userId))
    throw new CursorError();
  return [position, userId];
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
