-- Moves chats to an agent: rows, history, events. The caller holds the locks of the agents and the chats and has
-- decided that all of them may move. One statement, so nobody ever sees a chat with two agents or none.
create or replace function move_chats(
  p_shop uuid,
  p_chats uuid[],
  p_to uuid,
  p_actor jsonb,
  p_reason text
) returns void
language plpgsql as $$
declare
  at constant timestamptz := switchboard_now();
begin
  with before as materialized (
    select id, case when state = 'assigned' then agent_id end as holder from chat where id = any (p_chats)
  ),
  target as materialized (
    select * from agent where shop_id = p_shop and id = p_to
  ),
  moved as (
    update chat c
       set state = 'assigned', agent_id = p_to, preferred_agent = null, version = version + 1, assigned_at = at,
           holders = case when p_to = any (c.holders) then c.holders else array_append(c.holders, p_to) end
     where id = any (p_chats)
    returning c, uuidv7() as explanation_id
  ),
  change as (
    select p_to as agent_id, cardinality(p_chats) as chats
    union all
    select holder, -count(*) from before where holder is not null group by holder
  ),
  agents as (
    update agent set open_count = open_count + change.chats, version = version + 1
      from change where agent.shop_id = p_shop and agent.id = change.agent_id
  ),
  explained as (
    insert into assignment (id, chat_id, version, shop_id, at, kind, actor, from_agent_id, agent_id, open_count, capacity)
    select moved.explanation_id, before.id, (moved.c).version, p_shop, at,
           case when before.holder is null then 'manual' else 'transferred' end, p_actor, before.holder, p_to,
           target.open_count, target.capacity
      from moved join before on before.id = (moved.c).id cross join target
  )
  insert into outbox (id, aggregate_type, aggregate_id, type, topic, key, headers, payload, agents, shop_id)
  select uuidv7(), 'chat', before.id,
         case when before.holder is null then 'routing.chat.assigned.v1' else 'routing.chat.transferred.v1' end,
         'routing.chats.v1', before.id, event_headers((moved.c).account_id, p_shop, before.id),
         chat_change(moved.c, target::agent, before.holder, p_actor, p_reason, moved.explanation_id, at),
         array_remove(array[before.holder, p_to], null), p_shop
    from moved join before on before.id = (moved.c).id cross join target
   order by before.id;
end $$;
