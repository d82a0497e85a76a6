-- `assign_v1` for one shop, one pick, one chat: the usual case when little happens, at half the cost.
-- Anything unusual (another epoch, a chat that asks for its previous agent) goes the general way; by then
-- only the shop is locked, so the lock order holds. Same answer.
create function assign_one_v1(
  p_shop uuid,
  p_epoch bigint,
  p_last_score bigint,
  p_compared jsonb,
  p_pick uuid
) returns json
language plpgsql
as $$
declare
  s shop;
  a agent;
  c chat;
  head record;
  score bigint;
  at timestamptz;
  explanation constant uuid := uuidv7();
  system_actor constant jsonb := '{"kind": "system", "id": null}';
begin
  select * into s from shop where id = p_shop for no key update;
  select id, preferred_agent into head from chat
   where shop_id = p_shop and state = 'queued' order by arrival limit 1;
  if s.epoch is distinct from p_epoch or head.preferred_agent is not null then
    return assign_v1(
      array[p_shop], array[p_epoch], array[1], array[p_last_score], array[p_compared], array[p_shop], array[p_pick]
    );
  end if;

  select * into a from agent where shop_id = p_shop and id = p_pick for no key update;
  select * into c from chat where id = head.id and state || '' = 'queued' for no key update;

  if c.id is null or a.id is null or a.availability <> 0 or a.open_count >= a.capacity then
    return json_build_object(
      'shops', json_build_array(json_build_array(s.id, true, s.epoch, s.mode, 0, (c.id is not null)::int)),
      'states', json_build_array(json_build_array(
        s.id, p_pick, case when a.id is not null then agent_state_v1(a) end)),
      'assigned', '[]'::json
    );
  end if;

  at := switchboard_now();
  score := agent_score_v1(s.mode, a.open_count, a.capacity, a.base, a.dealt);
  insert into assignment (id, chat_id, version, shop_id, at, kind, actor, agent_id, mode, open_count, capacity,
                          score, position, compared)
  values (explanation, c.id, c.version + 1, s.id, at, 'automatic', system_actor, a.id, s.mode, a.open_count,
          a.capacity, score, 1, p_compared);

  update chat set state = 'assigned', agent_id = a.id, version = version + 1, assigned_at = at,
                  holders = case when a.id = any (holders) then holders else array_append(holders, a.id) end
   where id = c.id returning * into c;
  update agent set open_count = open_count + 1, version = version + 1, last_seq = s.seq + 1,
                   dealt = dealt + case when s.mode = 'equal' then 1 else 0 end
   where shop_id = s.id and id = a.id returning * into a;
  update shop set seq = seq + 1,
                  picked = greatest(picked, coalesce(p_last_score, score)),
                  vt = case when mode = 'equal'
                         then greatest(vt, least(score, greatest(picked, coalesce(p_last_score, score)))) else vt end
   where id = s.id;

  insert into outbox (id, aggregate_type, aggregate_id, type, topic, key, headers, payload, agents, shop_id)
  values (uuidv7(), 'chat', c.id, 'routing.chat.assigned.v1', 'routing.chats.v1', c.id,
          event_headers_v1(c.account_id, c.shop_id, c.id),
          chat_change_v1(c, a, null, system_actor, 'automatic', explanation, at), array[a.id], s.id);

  return json_build_object(
    'shops', json_build_array(json_build_array(s.id, true, s.epoch, s.mode, 1, 0)),
    'states', json_build_array(json_build_array(s.id, a.id, agent_state_v1(a))),
    'assigned', json_build_array(json_build_array(c.id, a.id))
  );
end $$;
