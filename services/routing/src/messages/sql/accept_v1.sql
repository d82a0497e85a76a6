-- Stores customers' messages: opens a chat, joins the open one, or reopens the closed one (which then asks for
-- its last agent). Any shops in one call. A message whose external id the customer's chat has already changes nothing.
--
-- p_messages: a JSON array of customer_message, places from 1, at most 128, each (shop, customer, external id) once.
--
-- Lock order: existing chats by id, new chats by (shop, customer), new messages by (shop, customer, external id). An
-- insert that loses against another call does nothing, and its message is answered 'again': the caller calls
-- once more and then finds what the other stored. Locks are always taken in order.
--
-- Answers {messages: [[place, outcome, chat, message]], queued: [[shop, chats, epoch, mode]]}:
-- outcome new | joined | reopened | duplicate | again | unknown_shop (also: not the account's that the message names); `queued` counts chats that wait now
-- and did not before.
--
-- Every row is found by its own index look-up: as a scalar subquery, or behind `limit 1`. A join the planner may turn
-- round, and a plan that was made while a table was empty would then read it whole for as long as the connection lives.
create or replace function accept_v1(p_messages jsonb) returns json
language plpgsql
as $$
declare
  at constant timestamptz := switchboard_now();
  -- one number of the sequence is a block of 128 arrivals: the order of the call is the order of the queue
  block constant bigint := nextval('arrival');
  arrived customer_message[] := array(
    select m from jsonb_populate_recordset(null::customer_message, p_messages) as m order by m.place
  );
  -- by place: the shop's account, the message's chat, and the message that stands there already
  accounts uuid[];
  chats uuid[];
  known uuid[];
  existing uuid[];
  opened uuid[] := '{}';
  reopened uuid[];
  stored message[];
  stored_ids uuid[];
  expected int;
  outgoing outgoing_event[];
begin
  -- A shop that is not the message's account's is nothing to this call, and neither are its chats.
  select array_agg(shop.account_id order by m.place),
         array_agg(case when shop.account_id is not null then (
           select chat.id from chat where chat.shop_id = m.shop_id and chat.customer_id = m.customer_id
         ) end order by m.place)
    into accounts, chats
    from unnest(arrived) as m
    left join lateral (
      select account_id from shop
       where shop.id = m.shop_id
         and (m.account_id is null or (account_id = m.account_id and status = 'active' and shop_version > 0))
       limit 1
    ) as shop on true;
  existing := array(select distinct id from unnest(chats) as id where id is not null);
  if existing <> '{}' then
    perform from chat where id = any (existing) order by id for no key update;
  end if;

  -- What is known is looked up under the chats' locks. A customer has one chat per shop: its id stands for both.
  known := array(
    select (
             select message.id from message
              where message.shop_id = m.shop_id and message.chat_id = chats[m.place]
                and message.external_id = m.external_id
           )
      from unnest(arrived) as m order by m.place
  );

  with fresh as materialized (
    select m.*, count(*) over of_customer as messages,
           row_number() over (of_customer order by m.place) as nth,
           last_value(m.customer_name) over of_customer as latest_name,
           last_value(m.customer_language) over of_customer as latest_language
      from unnest(arrived) as m
     where accounts[m.place] is not null and chats[m.place] is null
    window of_customer as (partition by m.shop_id, m.customer_id)
  ),
  created as (
    insert into chat as c (id, account_id, shop_id, customer_id, customer_name, customer_language, state, arrival,
                      opened_at, waiting_since, unanswered_since, last_message_at, seq, unread)
    select chat_id, accounts[place], shop_id, customer_id, latest_name, latest_language, 'queued', block + place,
           at, at, at, at, messages, messages
      from fresh where nth = 1
     order by shop_id, customer_id
    on conflict do nothing
    returning c
  )
  select coalesce(array_agg((c).id), '{}'),
         array_agg(
           chat_event('opened', c, null, null, customer_actor((c).customer_id), 'customer_message', null, at, '{}')
           order by (c).arrival)
    into opened, outgoing
    from created;

  -- The chats that this call made: those of another call at the same moment are not among them.
  if opened <> '{}' then
    chats := array(
      select coalesce(chats[m.place], (
               select chat.id from chat
                where chat.shop_id = m.shop_id and chat.customer_id = m.customer_id and chat.id = any (opened)))
        from unnest(arrived) as m order by m.place
    );
  end if;

  with waiting as materialized (
    select m.*, chat.id as of_chat, coalesce(m.customer_name, chat.customer_name) as author,
           row_number() over (partition by chat.id order by m.place)
             + case when chat.id = any (opened) then 0 else chat.seq end as seq
      from unnest(arrived) as m
     cross join lateral (select id, customer_name, seq from chat where chat.id = chats[m.place] limit 1) as chat
     where known[m.place] is null
  ),
  inserted as (
    insert into message as kept (shop_id, id, chat_id, seq, direction, external_id, author_id, author_nickname, text,
                                 card, sent_at, accepted_at)
    select shop_id, message_id, of_chat, seq, 'in', external_id, customer_id, author, text, card,
           coalesce(sent_at, at), at
      from waiting
     order by shop_id, customer_id, external_id
    on conflict do nothing
    returning kept
  )
  select coalesce(array_agg(kept order by (kept).chat_id, (kept).seq), '{}'), coalesce(array_agg((kept).id), '{}'),
         (select count(*) from waiting)
    into stored, stored_ids, expected
    from inserted;
  -- Never under the chats' locks; if it were, the numbers given would leave a gap.
  if cardinality(stored) <> expected then
    raise exception 'a message was stored by somebody else meanwhile' using errcode = 'serialization_failure';
  end if;

  if existing <> '{}' then
    select joined.reopened, outgoing || joined.events into reopened, outgoing
      from join_chats(arrived, existing, stored, block, at) as joined;
  end if;

  perform enqueue_events(outgoing || array(
    select message_event(
             m, c, case when (c).state = 'assigned' then (c).agent_id end, customer_actor((c).customer_id))
      from unnest(stored) as m
     cross join lateral (select chat as c from chat where chat.id = m.chat_id limit 1) as found
     order by m.chat_id, m.seq
  ));

  return json_build_object(
    'messages', (
      select json_agg(case
               when accounts[m.place] is null then json_build_array(m.place, 'unknown_shop', null, null)
               when known[m.place] is not null
                 then json_build_array(m.place, 'duplicate', chats[m.place], known[m.place])
               when m.message_id = any (stored_ids) then json_build_array(
                 m.place,
                 case when chats[m.place] = any (opened) then 'new'
                      when chats[m.place] = any (reopened) then 'reopened'
                      else 'joined' end,
                 chats[m.place], m.message_id)
               else json_build_array(m.place, 'again', null, null) end)
        from unnest(arrived) as m
    ),
    'queued', (
      select coalesce(json_agg(json_build_array(shop.id, fresh.chats, shop.epoch, shop.mode)), '[]')
        from (select shop_id, count(*) as chats from chat where id = any (opened || reopened) group by shop_id) as fresh
       cross join lateral (select id, epoch, mode from shop where shop.id = fresh.shop_id limit 1) as shop
    )
  );
end $$;
