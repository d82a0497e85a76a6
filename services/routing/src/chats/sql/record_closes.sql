-- Closes chats and writes what follows: chats, the agents' counters, events, and entries in the audit trail. The caller
-- holds the locks of the agents and the chats and has decided that all of them may close; `agent_id` of each close says
-- who has it. Answers the agents that have a place more, as they are now.
create or replace function record_closes(p_closes chat_close[]) returns agent[]
language plpgsql as $$
declare
  at constant timestamptz := switchboard_now();
  freed agent[];
begin
  with close as materialized (
    select * from unnest(p_closes)
  ),
  closed as (
    update chat c
       set state = 'closed', closed_at = at, version = c.version + 1, revision = c.revision + 1, waiting_since = null,
           preferred_agent = null
      -- the array says the same once more: the rows are found by their index in every plan
      from close where c.id = close.chat_id and c.id = any (array(select close.chat_id from close))
    returning c, close.place, close.agent_id as holder, close.actor, close.reason, close.audit_headers
  ),
  given_back as (
    select shop_id, agent_id, count(*)::int as chats from close where agent_id is not null group by shop_id, agent_id
  ),
  agents as (
    update agent
       set open_count = agent.open_count - given_back.chats, version = agent.version + given_back.chats
      from given_back where agent.shop_id = given_back.shop_id and agent.id = given_back.agent_id
    returning agent
  ),
  announced as (
    select enqueue_events(
             array_agg(
               chat_event('closed', c, agent, holder, actor, reason, null, at, array_remove(array[holder], null))
               order by place)
             || array_agg(
               chat_audit_event('chat.closed', c, case when holder is null then 'queued' else 'assigned' end, holder,
                                actor, at, audit_headers)
               order by place) filter (where audit_headers is not null)) as events
      from closed left join agents on (agent).shop_id = (c).shop_id and (agent).id = holder
  )
  select coalesce((select array_agg(agent) from agents), '{}') into freed from announced;
  return freed;
end $$;
