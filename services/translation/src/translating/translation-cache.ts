import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, statement } from '@switchboard/persistence';

/** What a cached translation is found by. No text crosses tenants: the shop is part of it. */
export interface CacheKey {
  readonly shopId: string;
  readonly provider: string;
  readonly from: string;
  readonly to: string;
  /** The text with its protected spans replaced by marks. */
  readonly text: string;
}

const today = `(switchboard_now() at time zone 'UTC')::date`;

const find = statement(
  'cache_find',
  `select text, used_on < ${today} as "toTouch" from translation_cache
   where shop_id = $1 and text_hash = $2 and source = $3 and target = $4 and provider = $5`,
);

const touch = statement(
  'cache_touch',
  `update translation_cache set used_on = ${today}
   where shop_id = $1 and text_hash = $2 and source = $3 and target = $4 and provider = $5 and used_on < ${today}`,
);

const keep = statement(
  'cache_keep',
  `insert into translation_cache (shop_id, text_hash, source, target, provider, text) values ($1, $2, $3, $4, $5, $6)
   on conflict (shop_id, text_hash, source, target, provider) do update set text = excluded.text, used_on = excluded.used_on`,
);

const forgetUnused = statement(
  'cache_forget',
  `delete from translation_cache where ctid = any(array(
     select ctid from translation_cache where used_on < ${today} - $1::int limit 5000))
   returning 1`,
);

/** Translations made before. The original text is not kept, only its hash. */
@Injectable()
export class TranslationCache {
  constructor(private readonly database: Database) {}

  async find(key: CacheKey): Promise<string | undefined> {
    const params = parameters(key);
    const [hit] = await this.database.query<{ text: string; toTouch: boolean }>(find, params);
    if (hit?.toTouch) await this.database.query(touch, params);
    return hit?.text;
  }

  async keep(key: CacheKey, text: string): Promise<void> {
    await this.database.query(keep, [...parameters(key), text]);
  }

  /** Removes a batch of what was not used for the given number of days; answers how many. */
  async forgetUnused(days: number): Promise<number> {
    return (await this.database.query(forgetUnused, [days])).length;
  }
}

const parameters = ({ shopId, provider, from, to, text }: CacheKey) => [
  shopId,
  createHash('sha256').update(text).digest(),
  from,
  to,
  provider,
];
