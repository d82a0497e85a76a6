-- `close_chat_v1` for whatever closes arrived together, of any shops: one commit, and each agent's row is locked and
-- written once.
--
-- p_closes: a JSON array of chat_close, places from 1, each chat once.
--
-- Lock order as everywhere: agents by (shop, id), then chats by id. Who holds a chat is read before the locks, and the
-- version says that it is still the same.
--
-- Answers {items: [[place, outcome, version]], shops: [[shop, states]]}: the outcomes of close_chat_v1, and the agents
-- that have a place more, as they are now.
create or replace function close_chats_v1(p_closes jsonb) returns json
language plpgsql as $$
declare
  at constant timestamptz := switchboard_now();
  asked chat_close[] := array(
    select item from jsonb_populate_recordset(null::chat_close, p_closes) as item order by item.place
  );
  chats constant uuid[] := array(select item.chat_id from unnest(asked) as item order by item.place);
  -- by place
  holders uuid[];
  outcomes text[];
  versions int[];
  freed agent[];
begin
  holders := array(
    select (select agent_id from chat where id = item.chat_id and shop_id = item.shop_id and state || '' = 'assigned')
      from unnest(asked) as item order by item.place
  );
  perform from agent
    where (shop_id, id) in (
      select item.shop_id, holders[item.place] from unnest(asked) as item where holders[item.place] is not null offset 0
    )
    order by shop_id, id for no key update;
  perform from chat where id = any (chats) order by id for no key update;

  select array_agg(case
           when c.id is null then 'not_found'
           when c.state = 'closed' then 'chat_closed'
           when c.version <> item.version or c.agent_id is distinct from holders[item.place] then 'version_conflict'
           when exists (
             select from message
              where message.shop_id = item.shop_id and message.chat_id = item.chat_id and message.seq > item.last_seq
                and message.direction = 'in'
           ) then 'newer_message'
           else 'done' end order by item.place),
         array_agg(c.version order by item.place)
    into outcomes, versions
    from unnest(asked) as item
    left join lateral (
      select id, state, version, agent_id from chat where id = item.chat_id and shop_id = item.shop_id limit 1
    ) as c on true;

  if 'done' = any (outcomes) then
    with done as materialized (
      select item.*, holders[item.place] as holder from unnest(asked) as item where outcomes[item.place] = 'done'
    ),
    closed as (
      update chat c
         set state = 'closed', closed_at = at, version = c.version + 1, preferred_agent = null, waiting_since = null,
             reassigned = 0, holders = '{}'
        -- the array says the same once more: the rows are found by their index in every plan
        from done where c.id = done.chat_id and c.id = any (chats)
      returning c, done.place, done.holder, done.actor, done.reason, done.audit_headers
    ),
    given_back as (
      select shop_id, holder, count(*)::int as chats from done where holder is not null group by shop_id, holder
    ),
    agents as (
      update agent
         set open_count = agent.open_count - given_back.chats, version = agent.version + given_back.chats
        from given_back where agent.shop_id = given_back.shop_id and agent.id = given_back.holder
      returning agent
    ),
    told as (
      insert into outbox (id, aggregate_type, aggregate_id, type, topic, key, headers, payload, agents, shop_id)
      select uuidv7(), 'chat', (c).id, 'routing.chat.closed.v1', 'routing.chats.v1', (c).id,
             event_headers((c).account_id, (c).shop_id, (c).id),
             chat_change(c, agent, holder, actor, reason, null, at),
             array_remove(array[holder], null), (c).shop_id
        from closed left join agents on (agent).shop_id = (c).shop_id and (agent).id = holder
       order by place
    ),
    audited as (
      insert into outbox (id, aggregate_type, aggregate_id, type, topic, key, headers, payload, shop_id)
      select uuidv7(), 'audit.entry', (c).id, 'audit.entry.v1', 'audit.entries.v1', (c).account_id,
             event_headers((c).account_id, (c).shop_id, (c).id) || audit_headers,
             closing_audit(c, holder, actor, at), (c).shop_id
        from closed where audit_headers is not null
       order by place
    )
    select coalesce(array_agg(agent), '{}') into freed from agents;
  end if;

  return json_build_object(
    'items', (
      select json_agg(json_build_array(
               item.place, outcomes[item.place],
               versions[item.place] + (outcomes[item.place] = 'done')::int) order by item.place)
        from unnest(asked) as item
    ),
    'shops', (
      select coalesce(json_agg(json_build_array(shop_id, states)), '[]')
        from (select a.shop_id, json_agg(agent_state_v1(a)) as states from unnest(freed) as a group by a.shop_id) as shops
    )
  );
end $$;
