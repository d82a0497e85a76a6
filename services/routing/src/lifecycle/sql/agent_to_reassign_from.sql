-- Whose chats move next: the agent with the longest overdue chat (no_reply) or away for longest (offline), where an
-- eligible, online agent exists who may get one of them. Null: none, or the queue is not empty.
-- Without locks; reassign_chats_v1 looks again under them.
create or replace function agent_to_reassign_from(p_shop uuid, p_kind text, p_minutes int, p_at timestamptz) returns uuid
language plpgsql stable as $$
declare
  due_since constant timestamptz := p_at - make_interval(mins => p_minutes);
  takers uuid[];
  relieved uuid;
begin
  if exists (select from chat where shop_id = p_shop and state = 'queued') then return null; end if;
  -- A chat has had few agents: if none of twenty may get it, no other one may.
  takers := array(
    select id from agent
     where shop_id = p_shop and online and availability = 0 and open_count < capacity limit 20
  );
  if takers = '{}' then return null; end if;

  if p_kind = 'no_reply' then
    select c.agent_id into relieved from chat c
     where c.shop_id = p_shop and c.state = 'assigned' and c.unanswered_since is not null and c.reassigned < 3
       and greatest(c.unanswered_since, c.assigned_at) <= due_since
       and not takers <@ earlier_holders(c)
     order by greatest(c.unanswered_since, c.assigned_at) limit 1;
  else
    select a.id into relieved from agent a
     where a.shop_id = p_shop and not a.online and a.went_offline_at <= due_since and a.open_count > 0
       and exists (
         select from chat c
          where c.shop_id = p_shop and c.agent_id = a.id and c.state = 'assigned' and c.reassigned < 3
            and not takers <@ earlier_holders(c))
     order by a.went_offline_at limit 1;
  end if;
  return relieved;
end $$;
