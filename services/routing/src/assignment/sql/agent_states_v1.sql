-- The states of the named agents of one shop; an id that has no row is not in the answer. `offset 0`, here and wherever
-- agents are found by their ids: shops are of very different sizes, and a plan that knows the shop to be one and the
-- same reads all its agents, because an average one has few.
create or replace function agent_states_v1(p_shop uuid, p_agents uuid[]) returns json
language sql stable
return (
  select coalesce(json_agg(agent_state_v1(agent)), '[]')
    from agent where (shop_id, id) in (select p_shop, unnest(p_agents) offset 0)
);
