-- Stores customers' messages: opens a chat, joins the open one, or reopens the closed one (which then asks for
-- its last agent). Any shops in one call. A message that (shop, external id) knows already changes nothing.
--
-- p_messages: a JSON array of customer_message, places from 1, at most 128, each (shop, external id) once.
--
-- Lock order: existing chats by id, new chats by (shop, customer), new messages by (shop, external id). An
-- insert that loses against another call does nothing, and its message is answered 'again': the caller calls
-- once more and then finds what the other stored. Nobody ever waits out of order.
--
-- Answers {messages: [[place, outcome, chat, message]], queued: [[shop, chats, epoch, mode]]}:
-- outcome new | joined | reopened | duplicate | again | unknown_shop; `queued` counts chats that wait now
-- and did not before.
create function accept_v1(p_messages jsonb) returns json
language plpgsql
as $$
declare
  at constant timestamptz := switchboard_now();
  -- one number of the sequence is a block of 128 arrivals: the order of the call is the order of the queue
  block constant bigint := nextval('arrival');
  arrived customer_message[] := array(select m from jsonb_populate_recordset(null::customer_message, p_messages) as m);
  existing uuid[];
  opened uuid[];
  reopened uuid[];
  stored message[];
  expected int;
begin
  select coalesce(array_agg(distinct chat.id), '{}') into existing
    from unnest(arrived) as m join chat on chat.shop_id = m.shop_id and chat.customer_id = m.customer_id;
  if existing <> '{}' then
    perform from chat where id = any (existing) order by id for no key update;
  end if;

  with fresh as materialized (
    select m.*, shop.account_id,
           count(*) over of_customer as messages,
           row_number() over (of_customer order by m.place) as nth,
           last_value(m.customer_name) over of_customer as latest_name,
           last_value(m.customer_language) over of_customer as latest_language
      from unnest(arrived) as m
      join shop on shop.id = m.shop_id
     where not exists (select from chat where chat.shop_id = m.shop_id and chat.customer_id = m.customer_id)
       and not exists (
         select from message where message.shop_id = m.shop_id and message.external_id = m.external_id)
    window of_customer as (partition by m.shop_id, m.customer_id)
  ),
  created as (
    insert into chat as c (id, account_id, shop_id, customer_id, customer_name, customer_language, state, arrival,
                      opened_at, queued_at, waiting_since, last_message_at, seq, unread)
    select chat_id, account_id, shop_id, customer_id, latest_name, latest_language, 'queued', block + place,
           at, at, at, at, messages, messages
      from fresh where nth = 1
     order by shop_id, customer_id
    on conflict do nothing
    returning c
  ),
  announced as (
    insert into outbox (id, aggregate_type, aggregate_id, type, topic, key, headers, payload, agents, shop_id)
    select uuidv7(), 'chat', (c).id, 'routing.chat.opened.v1', 'routing.chats.v1', (c).id,
           event_headers_v1((c).account_id, (c).shop_id, (c).id),
           chat_change_v1(c, null, null, customer_actor_v1((c).customer_id), 'customer_message', null, at),
           '{}', (c).shop_id
      from created
     order by (c).arrival
  )
  select coalesce(array_agg((c).id), '{}') into opened from created;

  -- Only chats whose rows are ours: locked above, or made by this call.
  select count(*) into expected
    from unnest(arrived) as m
    join chat on chat.shop_id = m.shop_id and chat.customer_id = m.customer_id
   where chat.id = any (existing || opened)
     and not exists (select from message where message.shop_id = m.shop_id and message.external_id = m.external_id);

  with inserted as (
    insert into message as kept (shop_id, id, chat_id, seq, direction, external_id, author_id, author_nickname, text,
                                 card, sent_at, accepted_at)
    select m.shop_id, m.message_id, chat.id,
           row_number() over (partition by chat.id order by m.place)
             + case when chat.id = any (opened) then 0 else chat.seq end,
           'in', m.external_id, m.customer_id, coalesce(m.customer_name, chat.customer_name), m.text, m.card,
           coalesce(m.sent_at, at), at
      from unnest(arrived) as m
      join chat on chat.shop_id = m.shop_id and chat.customer_id = m.customer_id
     where chat.id = any (existing || opened)
       and not exists (select from message where message.shop_id = m.shop_id and message.external_id = m.external_id)
     order by m.shop_id, m.external_id
    on conflict do nothing
    returning kept
  )
  select coalesce(array_agg(kept order by (kept).chat_id, (kept).seq), '{}') into stored from inserted;
  -- The same external id under another customer, at the same moment: the numbers given would leave a gap.
  if cardinality(stored) <> expected then
    raise exception 'a message was stored by somebody else meanwhile' using errcode = 'serialization_failure';
  end if;

  if existing <> '{}' then
    reopened := join_chats_v1(arrived, existing, stored, block, at);
  end if;

  insert into outbox (id, aggregate_type, aggregate_id, type, topic, key, headers, payload, agents, shop_id)
  select uuidv7(), 'chat', m.chat_id, 'routing.message.created.v1', 'routing.messages.v1', m.chat_id,
         event_headers_v1(chat.account_id, m.shop_id, m.id),
         message_created_v1(
           m, chat.account_id,
           jsonb_build_object('id', chat.customer_id, 'name', chat.customer_name, 'language', chat.customer_language),
           case when chat.state = 'assigned' then chat.agent_id end, customer_actor_v1(chat.customer_id)),
         '{}', m.shop_id
    from unnest(stored) as m join chat on chat.id = m.chat_id
   order by m.chat_id, m.seq;

  return json_build_object(
    'messages', (
      select json_agg(json_build_array(m.place,
               case when shop.id is null then 'unknown_shop'
                    when known.id is null then 'again'
                    when known.id <> m.message_id then 'duplicate'
                    when known.chat_id = any (opened) then 'new'
                    when known.chat_id = any (reopened) then 'reopened'
                    else 'joined' end,
               known.chat_id, known.id))
        from unnest(arrived) as m
        left join shop on shop.id = m.shop_id
        left join message as known on known.shop_id = m.shop_id and known.external_id = m.external_id
    ),
    'queued', (
      select coalesce(json_agg(json_build_array(shop.id, fresh.chats, shop.epoch, shop.mode)), '[]')
        from (select shop_id, count(*) as chats from chat where id = any (opened || reopened) group by shop_id) as fresh
        join shop on shop.id = fresh.shop_id
    )
  );
end $$;
