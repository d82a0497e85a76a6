import { readFileSync } from 'node:fs';
import type { Queryable } from '@switchboard/persistence';
import { NIL } from 'uuid';
import type { Invariant, Scope, Violation } from './invariant.js';

/** What a check looked at, and what it found. */
export interface Finding {
  /** Rows looked at: agents, chats, messages. */
  checked: number;
  /** The first hundred of a page's. */
  violations: Violation[];
}

interface Page {
  last: string | null;
  checked: number;
  rows: Violation[];
}

const maxShown = 100;
const folder = new URL('./sql/', import.meta.url);

const shown = `coalesce((select json_agg(shown) from (select * from found limit ${maxShown}) as shown), '[]') as rows`;

/** By what a scope's rows are paged, `$2` being where the page before ended. */
const pages: Record<Exclude<Scope, 'suite'>, { rows: string; key: string; first: string }> = {
  shop: { rows: 'select * from shop where id = $1 and id > $2::uuid limit $3', key: 'id', first: NIL },
  agents: {
    rows: 'select * from agent where shop_id = $1 and id > $2::uuid order by id limit $3',
    key: 'id',
    first: NIL,
  },
  messages: {
    rows: 'select shop_id, id, chat_id from message where shop_id = $1 and id > $2::uuid order by id limit $3',
    key: 'id',
    first: NIL,
  },
  chats: {
    rows: 'select * from chat where shop_id = $1 and customer_id > $2 order by customer_id limit $3',
    key: 'customer_id',
    first: '',
  },
};

/**
 * Everything in a shop that contradicts the invariant, page by page. `shopId` null is for checks of scope `suite`,
 * which look at all shops at once.
 */
export async function contradictions(
  database: Queryable,
  invariant: Invariant,
  shopId: string | null,
  pageSize = 1_000,
): Promise<Finding> {
  const finding: Finding = { checked: 0, violations: [] };
  const text = textOf(invariant);
  let after = invariant.scope === 'suite' ? null : pages[invariant.scope].first;
  for (;;) {
    const [page] = await database.query<Page>(text, [shopId, after, pageSize]);
    const { last, checked, rows } = page!;
    finding.checked += checked;
    finding.violations.push(...rows);
    if (last === null || checked < pageSize) return finding;
    after = last;
  }
}

function textOf({ name, scope }: Invariant): string {
  const check = readFileSync(new URL(`${name}.sql`, folder), 'utf8');
  if (scope === 'suite') {
    return `with found as (${check}), parameter as (select $2::text)
      select null as last, (select count(*)::int from (select from outbox limit $3) as looked_at) as checked, ${shown}`;
  }
  const { rows, key } = pages[scope];
  return `with page as materialized (${rows}), found as (${check})
    select (select ${key}::text from page order by ${key} desc limit 1) as last,
      (select count(*)::int from page) as checked, ${shown}`;
}
