-- Sends chats of an agent who may not have them any more (deactivated, deleted, shop lost) back to the queue,
-- with the arrival number of their current opening: before everything that came later. At most p_limit per call;
-- work is left while the agent is marked (to_requeue), so a killed caller is simply continued.
-- Answers {moved, remaining, shop, states, queued}.
create or replace function requeue_agent_chats_v1(p_shop uuid, p_agent uuid, p_limit int) returns json
language plpgsql as $$
declare
  a agent;
  m member;
  reason text;
  chosen uuid[];
begin
  select * into a from agent where shop_id = p_shop and id = p_agent for no key update;
  if a.active is not false then
    return json_build_object('moved', 0, 'remaining', 0, 'shop', p_shop, 'queued', 0, 'states', '[]'::json);
  end if;

  -- the actor is the one who changed the member
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

  perform record_moves(
    array(
      select row(p_shop, id, p_agent, null, 'requeued', row_number() over (order by arrival), null, null, null, null, null,
                 null)::chat_move
        from chat where id = any (chosen)
    ),
    m.actor, reason, null);
  -- a row never changes under the version that it has been seen with
  update agent set to_requeue = open_count > 0, version = version + 1
   where shop_id = p_shop and id = p_agent and to_requeue is distinct from (open_count > 0);
  select * into a from agent where shop_id = p_shop and id = p_agent;

  return json_build_object(
    'moved', cardinality(chosen), 'remaining', a.open_count, 'shop', p_shop, 'queued', cardinality(chosen),
    'states', json_build_array(agent_state_v1(a))
  );
end $$;
