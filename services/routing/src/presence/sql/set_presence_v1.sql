-- Transitions of presence, in shops whose settings use it. The agents are locked first: a change of the settings does
-- so too before it asks who is online, so the second of the two sees what the first one did.
-- Answers {shop, states, queued}.
create or replace function set_presence_v1(p_shop uuid, p_online uuid[], p_offline uuid[]) returns json
language plpgsql as $$
begin
  perform from agent
    where (shop_id, id) in (select p_shop, unnest(p_online || p_offline) offset 0) order by shop_id, id for no key update;
  update agent
     set online = id = any (p_online),
         went_offline_at = case when id = any (p_online) then null else switchboard_now() end,
         version = version + 1
   where (shop_id, id) in (select p_shop, unnest(p_online || p_offline) offset 0)
     and (select presence_used from shop where id = p_shop)
     and online <> (id = any (p_online));
  return json_build_object(
    'shop', p_shop, 'queued', 0, 'states', agent_states_v1(p_shop, p_online || p_offline)
  );
end $$;
