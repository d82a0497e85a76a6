import { Injectable } from '@nestjs/common';
import { Database, statement } from '@switchboard/persistence';
import type { UsageDayDto } from './usage.dto.js';

/** Days that one answer covers, at most. */
const DAYS_LIMIT = 400;

const byDay = statement(
  'usage_by_day',
  `select to_char(day, 'YYYY-MM-DD') as day, provider, characters, requests from provider_usage
   where account_id = $1 and shop_id = $2
     and day between greatest(coalesce($3::timestamptz, switchboard_now() - interval '30 days') at time zone 'UTC',
       (coalesce($4::timestamptz, switchboard_now()) - interval '${DAYS_LIMIT} days') at time zone 'UTC')::date
       and (coalesce($4::timestamptz, switchboard_now()) at time zone 'UTC')::date
   order by day, provider`,
);

const limitOf = statement(
  'usage_limit_of',
  `select monthly_characters as "monthlyCharacters", version from usage_limit where shop_id = $1 and account_id = $2`,
);

/** A limit with its version; 0 while it was never set. */
export interface VersionedLimit {
  readonly monthlyCharacters: number | null;
  readonly version: number;
}

/** What a shop used, and what it may use. */
@Injectable()
export class UsageReader {
  constructor(private readonly database: Database) {}

  async days(accountId: string, shopId: string, from?: string, to?: string): Promise<UsageDayDto[]> {
    return this.database.query<UsageDayDto>(byDay, [accountId, shopId, from ?? null, to ?? null]);
  }

  async limit(accountId: string, shopId: string): Promise<VersionedLimit> {
    const [row] = await this.database.query<VersionedLimit>(limitOf, [shopId, accountId]);
    return row ?? { monthlyCharacters: null, version: 0 };
  }
}
