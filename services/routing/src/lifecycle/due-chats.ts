import { statement, type Statement } from '@switchboard/persistence';
import { rangeOf } from '../assignment/shop-ranges.js';

/** One kind of thing that becomes due by time alone. */
export interface DueChats {
  kind: 'auto_close' | 'no_reply' | 'offline';
  /** A page of shops and those of them with something due: see `pageOfShops`. */
  due: Statement;
  /** One transaction in one shop, with a limit of chats: `{changed, shop, states, queued}`. */
  change: Statement;
}

/**
 * $1 ranges, $2 after this shop, $3 page: answers {due, last}; `last` is null after the last page. The clock is read
 * once, because an index cannot be searched by a time that moves. `case` keeps the order of the questions: the
 * cheapest first, and each is a search of an index by the shop.
 */
const pageOfShops = (setting: string, due: string) => `
  with page as materialized (
    select id, ${setting} as setting from shop
     where id > $2 and ${setting} is not null and ${rangeOf('id')} = any ($1::bigint[])
     order by id limit $3
  )
  select coalesce(array_agg(page.id order by page.id) filter (where ${due}), '{}') as due,
         case when count(*) = $3 then (array_agg(page.id order by page.id desc))[1] end as last
    from page cross join (select switchboard_now() as now) as clock`;

const nobodyWaits = `not exists (select from chat q where q.shop_id = page.id and q.state = 'queued')`;
const somebodyCould = `exists (
  select from agent e where e.shop_id = page.id and e.online and e.availability = 0 and e.open_count < e.capacity)`;
const both = (one: string, then: string) => `case when ${one} then ${then} else false end`;
const since = (unit: string) => `(select clock.now - make_interval(${unit} => page.setting))`;

/** An assigned chat without any message for `autoCloseDays` is closed; queued ones never. */
const autoClose: DueChats = {
  kind: 'auto_close',
  due: statement(
    'shops_with_idle_chats',
    pageOfShops(
      'auto_close_days',
      `exists (select from chat c where c.shop_id = page.id and c.state = 'assigned'
        and greatest(c.last_message_at, c.assigned_at) <= ${since('days')})`,
    ),
  ),
  change: statement('close_idle_chats', 'select close_idle_chats_v1($1, $2) as answer'),
};

/** `reassignOfflineMinutes` after an agent went offline their chats move to an online agent. */
const offline: DueChats = {
  kind: 'offline',
  due: statement(
    'shops_with_agents_away',
    pageOfShops(
      'reassign_offline_minutes',
      both(
        somebodyCould,
        both(
          nobodyWaits,
          `exists (select from agent a where a.shop_id = page.id and not a.online and a.open_count > 0
            and a.went_offline_at <= ${since('mins')}
            and exists (select from chat c where c.shop_id = a.shop_id and c.agent_id = a.id
                        and c.state = 'assigned' and c.reassigned < 3))`,
        ),
      ),
    ),
  ),
  change: statement('reassign_offline', `select reassign_chats_v1($1, 'offline', $2) as answer`),
};

/** `reassignNoReplyMinutes` after the customer began to wait for this agent the chat moves to another agent. */
const noReply: DueChats = {
  kind: 'no_reply',
  due: statement(
    'shops_with_unanswered_chats',
    pageOfShops(
      'reassign_no_reply_minutes',
      both(
        `exists (select from chat c where c.shop_id = page.id and c.state = 'assigned'
          and c.unanswered_since is not null and c.reassigned < 3
          and greatest(c.unanswered_since, c.assigned_at) <= ${since('mins')})`,
        both(nobodyWaits, somebodyCould),
      ),
    ),
  ),
  change: statement('reassign_no_reply', `select reassign_chats_v1($1, 'no_reply', $2) as answer`),
};

/** Whose agent is away comes first: it says more than a missing answer does. */
export const reassignments: readonly DueChats[] = [offline, noReply];

/** Everything that no customer waits for. */
export const closings: readonly DueChats[] = [autoClose];
