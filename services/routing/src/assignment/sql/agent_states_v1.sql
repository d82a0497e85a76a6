-- The states of the named agents of one shop; an id that has no row is not in the answer. Agent by agent: shops are
-- of very different sizes, and a plan made for an average one would read all agents of a large one.
create function agent_states_v1(p_shop uuid, p_agents uuid[]) returns json
language sql stable
return (
  select coalesce(json_agg(agent_state_v1(agent)), '[]')
    from (select distinct id from unnest(p_agents) as id) as named
    join agent on agent.shop_id = p_shop and agent.id = named.id
);
