-- Sends chats of an agent who may not have them any more (deactivated, deleted, shop lost) back to the queue,
-- with the arrival number of their current opening: before everything that came later. At most p_limit per call;
-- work is left while the agent is marked (to_requeue), so a killed caller is simply continued.
-- Answers {moved, remaining, shop, states, queued}.
create or replace function requeue_agent_chats_v1(p_shop uuid, p_agent uuid, p_limit int) returns json
language plpgsql as $$
declare
  at constant timestamptz := switchboard_now();
  a agent;
  m member;
  reason text;
  chosen uuid[];
begin
  select * into a from agent where shop_id = p_shop and id = p_agent for no key update;
  if a.active is not false then
    return json_build_object('moved', 0, 'remaining', 0, 'shop', p_shop, 'queued', 0, 'states', '[]'::json);
  end if;

  -- what happens now is the doing of whoever changed the member
  select * into m from member where account_id = a.account_id and user_id = p_agent;
  reason := case m.status
    when 'deactivated' then 'agent_deactivated' when 'deleted' then 'agent_deleted' else 'shop_access_lost' end;

  select coalesce(array_agg(id order by id), '{}') into chosen
    from (
      select id from chat
       where shop_id = p_shop and agent_id = p_agent and state = 'assigned'
       order by last_message_at, id limit p_limit
    ) as given;
  perform from chat where id = any (chosen) order by id for no key update;

  with moved as (
    update chat c
       set state = 'queued', agent_id = null, version = version + 1, queued_at = at, assigned_at = null
     where id = any (chosen)
    returning c, uuidv7() as explanation_id
  ),
  explained as (
    insert into assignment (id, chat_id, version, shop_id, at, kind, actor, from_agent_id)
    select explanation_id, (c).id, (c).version, p_shop, at, 'requeued', m.actor, p_agent from moved
  )
  insert into outbox (id, aggregate_type, aggregate_id, type, topic, key, headers, payload, agents, shop_id)
  select uuidv7(), 'chat', (c).id, 'routing.chat.queued.v1', 'routing.chats.v1', (c).id,
         event_headers((c).account_id, p_shop, (c).id),
         chat_change(c, null, p_agent, m.actor, reason, explanation_id, at), array[p_agent], p_shop
    from moved order by (c).arrival;
  update agent set open_count = open_count - cardinality(chosen), version = version + 1,
                   to_requeue = open_count > cardinality(chosen)
   where shop_id = p_shop and id = p_agent returning * into a;

  return json_build_object(
    'moved', cardinality(chosen), 'remaining', a.open_count, 'shop', p_shop, 'queued', cardinality(chosen),
    'states', json_build_array(agent_state_v1(a))
  );
end $$;
