-- `assign_v1` for one shop, one pick, one chat: the usual case when little happens, at half the cost.
-- Anything unusual (another epoch, a chat that asks for its previous agent) goes the general way; by then
-- only the shop is locked, so the lock order holds. Same answer.
create or replace function assign_one_v1(
  p_shop uuid,
  p_epoch bigint,
  p_last_score bigint,
  p_compared jsonb,
  p_pick uuid,
  p_known_seq bigint
) returns json
language plpgsql
as $$
declare
  s shop;
  a agent;
  c chat;
  head record;
begin
  select * into s from shop where id = p_shop for no key update;
  select id, preferred_agent into head from chat
   where shop_id = p_shop and state = 'queued' order by arrival limit 1;
  if s.epoch is distinct from p_epoch or head.preferred_agent is not null then
    return assign_v1(
      array[p_shop], array[p_epoch], array[1], array[p_last_score], array[p_compared], array[p_shop], array[p_pick],
      array[p_known_seq]
    );
  end if;

  select * into a from agent where shop_id = p_shop and id = p_pick for no key update;
  select * into c from chat where id = head.id and state || '' = 'queued' for no key update;

  if c.id is null or a.id is null or a.availability <> 0 or a.open_count >= a.capacity
    or a.direct_seq > p_known_seq
  then
    return json_build_object(
      'shops', json_build_array(json_build_array(s.id, true, s.epoch, s.mode, 0, (c.id is not null)::int)),
      'states', json_build_array(json_build_array(
        s.id, p_pick, case when a.id is not null then agent_state_v1(a) end)),
      'assigned', '[]'::json
    );
  end if;

  update chat set state = 'assigned', agent_id = a.id, version = version + 1, revision = revision + 1,
                  assigned_at = switchboard_now(), waiting_since = null,
                  holders = case when a.id = any (holders) then holders else array_append(holders, a.id) end
   where id = c.id returning * into c;
  a := record_assignment(s, c, a, p_last_score, p_compared, false, '{}');

  return json_build_object(
    'shops', json_build_array(json_build_array(s.id, true, s.epoch, s.mode, 1, 0)),
    'states', json_build_array(json_build_array(s.id, a.id, agent_state_v1(a))),
    'assigned', json_build_array(json_build_array(c.id, a.id))
  );
end $$;
