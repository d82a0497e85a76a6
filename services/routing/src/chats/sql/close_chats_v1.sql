-- Closes open chats, each in the state its caller has seen; a newer customer message wins over the close. Any shops in
-- one call: one commit, and each agent's row is locked and written once.
--
-- p_closes: a JSON array of chat_close, places from 1, each chat once.
--
-- Lock order as everywhere: agents by (shop, id), then chats by id. Who holds a chat is read before the locks, and the
-- version says that it is still the same.
--
-- Answers {items: [[place, outcome, version]], shops: [[shop, states]]}:
-- outcome done | not_found | version_conflict | chat_closed | newer_message; `shops`: the agents that have a place more.
create or replace function close_chats_v1(p_closes jsonb) returns json
language plpgsql as $$
declare
  asked chat_close[];
  chats uuid[];
  -- by place
  outcomes text[];
  versions int[];
  done chat_close[];
  freed agent[] := '{}';
begin
  select array_agg(row(item.place, item.shop_id, item.chat_id,
           (select agent_id from chat where id = item.chat_id and shop_id = item.shop_id and state || '' = 'assigned'),
           item.version, item.last_seq, item.actor, item.reason, item.audit_headers)::chat_close order by item.place),
         array_agg(item.chat_id order by item.place)
    into asked, chats
    from jsonb_populate_recordset(null::chat_close, p_closes) as item;
  perform from agent
    where (shop_id, id) in (
      select item.shop_id, item.agent_id from unnest(asked) as item where item.agent_id is not null offset 0
    )
    order by shop_id, id for no key update;
  perform from chat where id = any (chats) order by id for no key update;

  select array_agg(judged.outcome order by item.place), array_agg(c.version order by item.place),
         array_agg(item order by item.place) filter (where judged.outcome = 'done')
    into outcomes, versions, done
    from unnest(asked) as item
    left join lateral (
      select id, state, version, agent_id from chat where id = item.chat_id and shop_id = item.shop_id limit 1
    ) as c on true
   cross join lateral (
      select case
        when c.id is null then 'not_found'
        when c.state = 'closed' then 'chat_closed'
        when c.version <> item.version or c.agent_id is distinct from item.agent_id then 'version_conflict'
        when exists (
          select from message
           where message.shop_id = item.shop_id and message.chat_id = item.chat_id and message.seq > item.last_seq
             and message.direction = 'in'
        ) then 'newer_message'
        else 'done' end as outcome
   ) as judged;
  if done is not null then freed := record_closes(done); end if;

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
