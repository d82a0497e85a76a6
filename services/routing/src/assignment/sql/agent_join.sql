-- Mode 'equal': an agent who becomes eligible joins at the shop's current position, so that an agent back from a
-- holiday gets a fair share and not a flood; a capacity change goes on from the pass reached so far. It is a
-- trigger because every statement that makes an agent eligible has to do it, and only in that moment.
create or replace function agent_join() returns trigger
language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    new.base := (select virtual_time from shop where id = new.shop_id);
    return new;
  end if;
  new.base := agent_score('equal', 0, old.capacity, old.base, old.dealt);
  new.dealt := 0;
  if old.availability <> 0 or old.open_count >= old.capacity then
    new.base := greatest(new.base, (select virtual_time from shop where id = new.shop_id));
  end if;
  return new;
end $$;

-- The conditions repeat the generated column `availability`: it has no value yet before the row is written.
create or replace trigger agent_join before update on agent
for each row when (
  old.capacity <> new.capacity
  or (new.active and new.accepting and (new.online or not new.presence_required)
      and new.open_count < new.capacity
      and (old.availability <> 0 or old.open_count >= old.capacity))
)
execute function agent_join();

create or replace trigger agent_added before insert on agent
for each row execute function agent_join();
