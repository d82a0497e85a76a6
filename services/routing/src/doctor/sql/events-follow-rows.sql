-- Rows and events commit together, so this one snapshot must agree: in what the outbox still has (its last $3 rows;
-- ten seconds at the edge are left out), each chat's versions go up one by one, and end where the chat stands.
with latest as materialized (
  select seq, shop_id, topic, key, payload, created_at from outbox order by seq desc limit $3
),
event as materialized (
  select seq, key::uuid as chat_id, (payload #>> '{chat,version}')::int as version,
         lag((payload #>> '{chat,version}')::int) over of_chat as before,
         row_number() over (partition by key order by seq desc) = 1 as is_last
    from latest
   where topic = 'routing.chats.v1' and ($1::uuid is null or shop_id = $1)
  window of_chat as (partition by key order by seq)
),
edge as (
  select min(created_at) + interval '10 seconds' as time from latest
)
select event.chat_id as chat, event.version, event.before, chat.version as row
  from event left join chat on chat.id = event.chat_id
 where event.version <> event.before + 1
    or (event.is_last and chat.version is distinct from event.version)
union all
select changed.id, changed.version, null, changed.version
  from edge cross join shop
 cross join lateral (
   select id, version from chat
    where chat.shop_id = shop.id and state = 'queued' and waiting_since > edge.time
   union all
   select id, version from chat
    where chat.shop_id = shop.id and state = 'assigned' and greatest(last_message_at, assigned_at) > edge.time
      and greatest(opened_at, assigned_at) > edge.time
 ) as changed
 where ($1::uuid is null or shop.id = $1)
   and not exists (select from event where event.chat_id = changed.id)
