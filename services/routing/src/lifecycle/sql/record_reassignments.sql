-- Writes down reassignments of one agent's chats: chats, both sides' agents, the shop's number, explanations,
-- events, audit. The caller holds the locks of all of them. Like an assignment to a previous agent it does not move
-- the shop's virtual time: not everybody could be chosen.
create or replace function record_reassignments(
  p_shop shop,
  p_holder agent,
  p_kind text,
  p_pairs pairing[],
  p_crew agent[],
  p_at timestamptz
) returns void
language plpgsql as $$
declare
  system_actor constant jsonb := '{"kind": "system", "id": null}';
  counts constant jsonb := (
    select jsonb_build_object(
      'ready', count(*) filter (where online and availability = 0 and open_count < capacity),
      'full', count(*) filter (where online and availability = 0 and open_count >= capacity),
      'inactive', count(*) filter (where availability = 1),
      'notAccepting', count(*) filter (where availability = 2),
      'offline', count(*) filter (where availability in (0, 3) and not online))
      from agent where shop_id = p_shop.id
  );
begin
  with pair as materialized (
    select * from unnest(p_pairs)
  ),
  compared as materialized (
    select pair.chat_id, compared_relieving(p_shop, c, p_crew, counts) as compared
      from pair join chat c on c.id = pair.chat_id
  ),
  moved as (
    update chat c
       set agent_id = pair.agent_id, version = c.version + 1, assigned_at = p_at, reassigned = c.reassigned + 1,
           holders = array_append(array_remove(held_before(c), pair.agent_id), pair.agent_id)
      from pair where c.id = pair.chat_id
    returning c, uuidv7() as explanation_id
  ),
  given as materialized (
    select agent_id, count(*) as chats, max(position) as position from pair group by agent_id
  ),
  takers as (
    update agent
       set open_count = open_count + given.chats, version = version + given.chats,
           last_seq = p_shop.seq + given.position,
           dealt = dealt + case p_shop.mode when 'equal' then given.chats else 0 end
      from given where agent.shop_id = p_shop.id and agent.id = given.agent_id
  ),
  relieved as (
    update agent set open_count = open_count - cardinality(p_pairs), version = version + 1
     where shop_id = p_shop.id and id = p_holder.id
  ),
  numbered as (
    update shop set seq = seq + cardinality(p_pairs) where id = p_shop.id
  ),
  explained as (
    insert into assignment (id, chat_id, version, shop_id, at, kind, actor, from_agent_id, agent_id, mode, open_count,
                            capacity, score, position, compared)
    select moved.explanation_id, pair.chat_id, (moved.c).version, p_shop.id, p_at, p_kind, system_actor, p_holder.id,
           pair.agent_id, pair.mode, pair.open_count, pair.capacity, pair.score, pair.position, compared.compared
      from moved join pair on pair.chat_id = (moved.c).id join compared on compared.chat_id = pair.chat_id
  ),
  audited as (
    insert into outbox (id, aggregate_type, aggregate_id, type, topic, key, headers, payload, shop_id)
    select uuidv7(), 'audit.entry', (c).id, 'audit.entry.v1', 'audit.entries.v1', (c).account_id,
           event_headers((c).account_id, p_shop.id, (c).id),
           audit_entry(c, 'chat.transferred', jsonb_build_object('state', 'assigned', 'agentId', p_holder.id),
                          jsonb_build_object('state', 'assigned', 'agentId', (c).agent_id), p_at),
           p_shop.id
      from moved order by (c).id
  )
  insert into outbox (id, aggregate_type, aggregate_id, type, topic, key, headers, payload, agents, shop_id)
  select uuidv7(), 'chat', pair.chat_id, 'routing.chat.transferred.v1', 'routing.chats.v1', pair.chat_id,
         event_headers((moved.c).account_id, p_shop.id, pair.chat_id),
         chat_change(moved.c, target, p_holder.id, system_actor, p_kind, moved.explanation_id, p_at),
         array[p_holder.id, pair.agent_id], p_shop.id
    from pair
    join moved on (moved.c).id = pair.chat_id
    join agent as target on target.shop_id = p_shop.id and target.id = pair.agent_id
   order by pair.position;
end $$;
