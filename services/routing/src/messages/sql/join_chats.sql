-- What messages just stored mean for chats that existed: counters and times, and a closed one goes back to the
-- queue, behind everybody who waits, asking for the agent who had it last. Answers the reopened chats' ids and events.
-- `id = any (p_existing)` repeats what the join says, so that the rows are found by their index in every plan.
create or replace function join_chats(
  p_arrived customer_message[],
  p_existing uuid[],
  p_stored message[],
  p_block bigint,
  p_at timestamptz,
  out reopened uuid[],
  out events outgoing_event[]
)
language plpgsql as $$
begin
  with joined as materialized (
    select m.chat_id, count(*) as messages, min(arrived.place) as place,
           (array_agg(arrived.customer_name order by m.seq desc) filter (where arrived.customer_name is not null))[1]
             as customer_name,
           (array_agg(arrived.customer_language order by m.seq desc)
             filter (where arrived.customer_language is not null))[1] as customer_language
      from unnest(p_stored) as m
      join unnest(p_arrived) as arrived on arrived.message_id = m.id
     where m.chat_id = any (p_existing)
     group by m.chat_id
  ),
  before as materialized (
    select id from chat
     where id = any (p_existing) and id in (select chat_id from joined) and state || '' = 'closed'
  ),
  changed as (
    update chat c
       set seq = c.seq + joined.messages,
           unread = c.unread + joined.messages,
           last_message_at = p_at,
           unanswered_since = coalesce(c.unanswered_since, p_at),
           customer_name = coalesce(joined.customer_name, c.customer_name),
           customer_language = coalesce(joined.customer_language, c.customer_language),
           state = case c.state when 'closed' then 'queued' else c.state end,
           version = c.version + case c.state when 'closed' then 1 else 0 end,
           revision = c.revision + 1,
           preferred_agent = case c.state when 'closed' then c.agent_id else c.preferred_agent end,
           agent_id = case c.state when 'closed' then null else c.agent_id end,
           arrival = case c.state when 'closed' then p_block + joined.place else c.arrival end,
           opened_at = case c.state when 'closed' then p_at else c.opened_at end,
           waiting_since = case c.state when 'closed' then p_at else c.waiting_since end,
           closed_at = case c.state when 'closed' then null else c.closed_at end
      from joined where c.id = joined.chat_id and c.id = any (p_existing)
    returning c
  )
  select coalesce(array_agg(id), '{}'),
         array_agg(
           chat_event('reopened', c, null, (c).preferred_agent, customer_actor((c).customer_id), 'customer_message', null,
                      p_at, '{}')
           order by (c).arrival)
    into reopened, events
    from changed join before on before.id = (c).id;
end $$;
