-- `record_moves` for one automatic assignment, in scalar form: explanation, agent, shop, event (what the short form saves
-- stands in docs/adr/0005). `c` is the chat as it is now, `a` and `s` are as the decision found them; the caller holds the
-- locks of all three and has checked the guard. p_events: events of this transaction that come before.
-- `p_direct`: the pool was not asked, so what it picks before it knows of this assignment is refused. Answers the agent as
-- it is now.
create or replace function record_assignment(
  s shop,
  c chat,
  a agent,
  p_last_score bigint,
  p_compared jsonb,
  p_direct boolean,
  p_events outgoing_event[]
) returns agent
language plpgsql as $$
declare
  score constant bigint := agent_score(s.mode, a.open_count, a.capacity, a.base, a.dealt);
  explanation constant uuid := uuidv7();
  system_actor constant jsonb := '{"kind": "system", "id": null}';
begin
  insert into assignment (id, chat_id, version, shop_id, at, kind, actor, agent_id, mode, open_count, capacity,
                          score, position, compared)
  values (explanation, c.id, c.version, s.id, c.assigned_at, 'automatic', system_actor, a.id, s.mode, a.open_count,
          a.capacity, score, 1, p_compared);

  update agent set open_count = open_count + 1, version = version + 1, last_seq = s.seq + 1,
                   dealt = dealt + case when s.mode = 'equal' then 1 else 0 end,
                   direct_seq = case when p_direct then s.seq + 1 else direct_seq end
   where shop_id = s.id and id = a.id returning * into a;
  update shop set seq = seq + 1,
                  picked = greatest(picked, coalesce(p_last_score, score)),
                  virtual_time = case when mode = 'equal'
                    then greatest(virtual_time, least(score, greatest(picked, coalesce(p_last_score, score))))
                    else virtual_time end
   where id = s.id;

  perform enqueue_events(p_events || chat_event(
    'assigned', c, a, null, system_actor, 'automatic', explanation, c.assigned_at, array[a.id]));
  return a;
end $$;
