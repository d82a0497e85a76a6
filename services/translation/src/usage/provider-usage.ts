import { Injectable } from '@nestjs/common';
import { Database, statement } from '@switchboard/persistence';

const add = statement(
  'usage_add',
  `insert into provider_usage (account_id, shop_id, day, provider, characters, requests)
   values ($1, $2, (switchboard_now() at time zone 'UTC')::date, $3, $4, 1)
   on conflict (shop_id, day, provider) do update
     set characters = provider_usage.characters + excluded.characters, requests = provider_usage.requests + 1`,
);

const used = statement(
  'usage_against_limit',
  `select l.monthly_characters as limit, coalesce(sum(u.characters), 0)::bigint as used
   from usage_limit l
   left join provider_usage u on u.shop_id = l.shop_id
     and u.day >= date_trunc('month', switchboard_now() at time zone 'UTC')::date
   where l.shop_id = $1 and l.monthly_characters is not null
   group by l.monthly_characters`,
);

/** Characters given to providers, per shop, day and provider. What the cache answers costs nothing. */
@Injectable()
export class ProviderUsage {
  constructor(private readonly database: Database) {}

  async add(accountId: string, shopId: string, provider: string, characters: number): Promise<void> {
    await this.database.query(add, [accountId, shopId, provider, characters]);
  }

  /** Whether the shop's monthly limit lets these characters go out. */
  async allows(shopId: string, characters: number): Promise<boolean> {
    const [row] = await this.database.query<{ limit: number; used: number }>(used, [shopId]);
    return row === undefined || Number(row.used) + characters <= Number(row.limit);
  }
}
