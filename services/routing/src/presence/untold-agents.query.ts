import { Injectable } from '@nestjs/common';
import { Database, statement } from '@switchboard/persistence';
import { NIL } from 'uuid';
import type { MarkedAgent } from './publish-loads.js';
import { rangeOf } from '../assignment/shop-ranges.js';

const pageSize = 2_000;

/** A page of agents by id, its last one, and those published differently, or whom the engine takes otherwise. */
const page = statement(
  'agents-told-wrongly',
  `with page as materialized (
     select shop_id, id, open_count, online from agent
      where (shop_id, id) > ($1::uuid, $2::uuid) order by shop_id, id limit $3
   )
   select (select array[shop_id::text, id::text] from page order by shop_id desc, id desc limit 1) as last,
     (select count(*)::int from page) as size,
     coalesce((
       select json_agg(json_build_object('shopId', page.shop_id, 'agentId', page.id))
         from page
         left join agent_load as told on told.shop_id = page.shop_id and told.agent_id = page.id
        where ${rangeOf('page.shop_id')} = any ($4::bigint[])
          and (page.open_count <> coalesce(told.open_chats, 0)
               or (page.online <> coalesce(told.online, false)
                   and (select presence_used from shop where shop.id = page.shop_id)))
     ), '[]') as untold`,
);

interface Page {
  last: [shopId: string, agentId: string] | null;
  size: number;
  untold: MarkedAgent[];
}

/** Agents of whom `routing.agents.v1` says something else than the rows: marks that died with their process. */
@Injectable()
export class UntoldAgents {
  constructor(private readonly database: Database) {}

  /** In the shops of these ranges, page by page. */
  async *of(ranges: readonly number[]): AsyncIterable<MarkedAgent[]> {
    for (let after: [string, string] = [NIL, NIL]; ;) {
      const [answer] = await this.database.query<Page>(page, [...after, pageSize, ranges]);
      const { last, size, untold } = answer!;
      if (untold.length > 0) yield untold;
      if (last === null || size < pageSize) return;
      after = last;
    }
  }
}
