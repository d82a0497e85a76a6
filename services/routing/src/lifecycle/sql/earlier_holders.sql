-- Who must not get the chat by reassignment: everyone who has held it since the customer has been unanswered, and its agent now.
create or replace function earlier_holders(c chat) returns uuid[]
language sql immutable parallel safe
return case when c.unanswered_since is null then array[c.agent_id] else array_append(c.holders, c.agent_id) end;

-- Whether the chat's time has come: the shop's minutes (null: never) since the later of the customer's first
-- unanswered message and the assignment, or since its agent `a` went offline; at most three times.
create or replace function reassignment_due(c chat, a agent, p_kind text, p_minutes int, p_at timestamptz) returns boolean
language sql stable parallel safe
return c.reassigned < 3 and case p_kind
  when 'no_reply' then
    c.unanswered_since is not null and greatest(c.unanswered_since, c.assigned_at) <= p_at - make_interval(mins => p_minutes)
  else not a.online and a.went_offline_at <= p_at - make_interval(mins => p_minutes)
end;
