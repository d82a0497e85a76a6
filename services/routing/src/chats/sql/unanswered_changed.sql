-- Reassignments and holders are counted for one wait for an answer: from the customer's first unanswered message on.
-- Whatever begins or ends such a wait sets `unanswered_since` alone; a chat that closes has none.
create or replace function unanswered_changed() returns trigger
language plpgsql as $$
begin
  if new.state = 'closed' then new.unanswered_since := null; end if;
  new.reassigned := 0;
  new.holders := case when new.unanswered_since is not null and new.state = 'assigned' then array[new.agent_id] else '{}' end;
  return new;
end $$;

create or replace trigger unanswered_changed before update of unanswered_since, state on chat
for each row when (old.unanswered_since is distinct from new.unanswered_since or new.state = 'closed')
execute function unanswered_changed();
