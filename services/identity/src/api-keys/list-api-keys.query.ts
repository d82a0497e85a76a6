import { Injectable } from '@nestjs/common';
import { isId, type PageQuery } from '@switchboard/http';
import { CursorError, Database, decodeCursor, statement, toPage, type Page } from '@switchboard/persistence';
import { apiKeySelection, type ApiKeyRow } from './api-key-record.js';

// Ids are UUIDv7: their order is the order of their making.
const listKeys = statement(
  'api-key.list',
  `${apiKeySelection} where k.account_id = $1 and k.revoked_at is null and ($2::uuid is null or k.key_id < $2)
   order by k.key_id desc limit $3`,
);

/** The account's keys that are not revoked, newest first. */
@Injectable()
export class ListApiKeys {
  constructor(private readonly database: Database) {}

  async run(accountId: string, { limit, cursor }: PageQuery): Promise<Page<ApiKeyRow>> {
    const before = cursor === undefined ? null : decodeCursor(cursor, 1)[0];
    if (before !== null && !isId(before)) throw new CursorError();
    const rows = await this.database.query<ApiKeyRow>(listKeys, [accountId, before, limit + 1]);
    return toPage(
      rows,
      limit,
      (last) => [last.key_id],
      (row) => row,
    );
  }
}
