-- Gives the named chats, each in the version its caller has seen, to one agent: from the queue or from the agents
-- who have them. Ignores accept-chats and maximum capacity, but no agent ever holds more than 999.
-- Answers {outcome: done | agent_not_available, items: [[chat, outcome, version]], shop, states, queued};
-- an item is moved | unchanged | not_found | version_conflict | chat_closed | agent_limit_reached.
create or replace function transfer_chats_v1(
  p_shop uuid,
  p_chats uuid[],
  p_versions int[],
  p_to uuid,
  p_actor jsonb,
  p_audit_headers jsonb
) returns json
language plpgsql as $$
declare
  current_holders uuid[];
  target agent;
  items json;
  movable uuid[];
begin
  select coalesce(array_agg(distinct agent_id), '{}') into current_holders
    from chat where id = any (p_chats) and shop_id = p_shop and state || '' = 'assigned';
  perform from agent
    where (shop_id, id) in (select p_shop, unnest(current_holders || p_to) offset 0) order by shop_id, id for no key update;
  select * into target from agent where shop_id = p_shop and id = p_to;
  if target.active is not true then return json_build_object('outcome', 'agent_not_available'); end if;
  perform from chat where id = any (p_chats) and shop_id = p_shop order by id for no key update;

  with item as materialized (
    select wanted.id, wanted.place, chat.version,
           case
             when chat.id is null then 'not_found'
             -- a holder whose row is not locked got the chat after it was read
             when chat.version <> wanted.version
               or (chat.state = 'assigned' and chat.agent_id <> all (current_holders || p_to)) then 'version_conflict'
             when chat.state = 'closed' then 'chat_closed'
             when chat.state = 'assigned' and chat.agent_id = p_to then 'unchanged'
             else 'moved'
           end as outcome
      from unnest(p_chats, p_versions) with ordinality as wanted (id, version, place)
      left join chat on chat.id = wanted.id and chat.shop_id = p_shop
  ),
  limited as materialized (
    select id, place, version,
           case
             when outcome = 'moved'
               and row_number() over (partition by outcome order by place) > 999 - target.open_count
             then 'agent_limit_reached' else outcome
           end as outcome
      from item
  )
  select json_agg(
           json_build_array(id, outcome, version + case outcome when 'moved' then 1 else 0 end) order by place
         ),
         coalesce(array_agg(id) filter (where outcome = 'moved'), '{}')
    into items, movable
    from limited;

  if movable <> '{}' then
    perform move_chats(p_shop, movable, p_to, p_actor, p_audit_headers);
  end if;

  return json_build_object(
    'outcome', 'done', 'items', items, 'shop', p_shop, 'queued', 0,
    'states', agent_states_v1(p_shop, current_holders || p_to)
  );
end $$;
