-- The fence's work is marked when an agent loses a shop, not computed from the counter: an agent's counter changes
-- with every assignment and must not touch an index, and a column in an index's condition counts like one in the index.
create or replace function agent_lost() returns trigger
language plpgsql as $$
begin
  new.to_requeue := not new.active and new.open_count > 0;
  return new;
end $$;

create or replace trigger agent_lost before update of active on agent
for each row when (old.active <> new.active)
execute function agent_lost();
