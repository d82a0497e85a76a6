-- The states of the named agents of one shop; an id that has no row is not in the answer.
create function agent_states_v1(p_shop uuid, p_agents uuid[]) returns json
language sql stable
return (
  select coalesce(json_agg(agent_state_v1(agent)), '[]')
    from agent where shop_id = p_shop and id = any (p_agents)
);
