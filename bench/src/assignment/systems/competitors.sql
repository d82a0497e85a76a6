-- What the other ways of giving chats to agents need in a database of routing's schema. Each stores a chat with the
-- very function that the engine uses, and writes the same rows when it is assigned; only the choice differs.

-- The rows of one assignment: chat, explanation, event. False: somebody else gave the chat away meanwhile.
-- `p_compared` null: the explanation points at another one, as all but the first of a round of the engine do.
create function bench_record(p_chat uuid, p_agent uuid, p_open int, p_capacity int, p_compared jsonb) returns boolean
language plpgsql as $$
declare
  at constant timestamptz := switchboard_now();
  explanation constant uuid := uuidv7();
  system_actor constant jsonb := '{"kind": "system", "id": null}';
  c chat;
  a agent;
begin
  update chat set state = 'assigned', agent_id = p_agent, version = version + 1, assigned_at = at,
                  waiting_since = null, holders = array[p_agent]
   where id = p_chat and state || '' = 'queued' returning * into c;
  if c.id is null then return false; end if;
  select * into a from agent where shop_id = c.shop_id and id = p_agent;
  insert into assignment (id, chat_id, version, shop_id, at, kind, actor, agent_id, mode, open_count, capacity, score,
                          position, compared, compared_chat_id, compared_version)
  values (explanation, c.id, c.version, c.shop_id, at, 'automatic', system_actor, p_agent, 'lowest_workload', p_open,
          p_capacity, p_open * 1048576 / p_capacity, 1, p_compared,
          case when p_compared is null then c.id end, case when p_compared is null then c.version end);
  perform enqueue_events(array[
    chat_event('assigned', c, a, null, system_actor, 'automatic', explanation, at, array[p_agent])]);
  return true;
end $$;

-- The rows of one close: chat, event. Answers who held it.
create function bench_close(p_shop uuid, p_chat uuid) returns uuid
language plpgsql as $$
declare
  at constant timestamptz := switchboard_now();
  c chat;
begin
  update chat set state = 'closed', closed_at = at, version = version + 1, waiting_since = null
   where id = p_chat returning * into c;
  perform enqueue_events(array[
    chat_event('closed', c, (select agent from agent where shop_id = p_shop and id = c.agent_id), c.agent_id,
               '{"kind": "user", "id": null}', 'manual', null, at, array[c.agent_id])]);
  return c.agent_id;
end $$;

-- Whoever holds the smallest share of what they may hold, by counting.
create function bench_least_loaded(p_shop uuid, out agent_id uuid, out held int, out capacity int)
language sql stable as $$
  select agent.id, coalesce(holding.chats, 0), agent.capacity
    from agent
    left join (
      select chat.agent_id, count(*)::int as chats from chat
       where chat.shop_id = p_shop and chat.state = 'assigned' group by chat.agent_id
    ) as holding on holding.agent_id = agent.id
   where agent.shop_id = p_shop and agent.availability = 0 and coalesce(holding.chats, 0) < agent.capacity
   order by coalesce(holding.chats, 0)::float8 / agent.capacity, agent.id
   limit 1
$$;

-- COUNT(*): gives the oldest waiting chats away, at most three in one go.
create function bench_give_by_count(p_shop uuid, p_compared jsonb) returns uuid[]
language plpgsql as $$
declare
  head uuid;
  best record;
  given uuid[] := '{}';
begin
  for attempt in 1 .. 3 loop
    select id into head from chat where shop_id = p_shop and state = 'queued' order by arrival limit 1;
    exit when head is null;
    select * into best from bench_least_loaded(p_shop);
    exit when best.agent_id is null;
    if bench_record(head, best.agent_id, best.held, best.capacity, p_compared) then given := given || head; end if;
  end loop;
  return given;
end $$;

create function bench_arrive_by_count(p_message jsonb, p_compared jsonb, p_locked boolean) returns uuid[]
language plpgsql as $$
declare
  of_shop constant uuid := (p_message -> 0 ->> 'shop_id')::uuid;
begin
  perform accept_one_v1(p_message, 0);
  if p_locked then perform from shop where id = of_shop for no key update; end if;
  return bench_give_by_count(of_shop, p_compared);
end $$;

create function bench_close_by_count(p_shop uuid, p_chat uuid, p_compared jsonb, p_locked boolean) returns uuid[]
language plpgsql as $$
begin
  if p_locked then perform from shop where id = p_shop for no key update; end if;
  perform bench_close(p_shop, p_chat);
  return bench_give_by_count(p_shop, p_compared);
end $$;

-- Counter and SKIP LOCKED: nobody waits for anybody while some free agent is not locked. When all are, it waits for
-- the best of them, that row alone and only while it holds no other: nobody waits in a circle. If it is full then,
-- `again` asks for another transaction, so that no chat is left waiting.
create function bench_give_skip_locked(p_shop uuid, p_compared jsonb, out given uuid[], out again boolean)
language plpgsql as $$
declare
  head uuid;
  best uuid;
  a agent;
begin
  given := '{}';
  again := false;
  for attempt in 1 .. 3 loop
    select id into head from chat
     where shop_id = p_shop and state = 'queued' order by arrival limit 1 for no key update skip locked;
    exit when head is null;
    select * into a from agent
     where shop_id = p_shop and availability = 0 and open_count < capacity
     order by open_count::float8 / capacity, id limit 1 for no key update skip locked;
    if a.id is null and given = '{}' then
      select id into best from agent
       where shop_id = p_shop and availability = 0 and open_count < capacity
       order by open_count::float8 / capacity, id limit 1;
      exit when best is null;
      select * into a from agent where shop_id = p_shop and id = best and open_count < capacity for no key update;
      again := a.id is null;
    end if;
    exit when a.id is null;
    update agent set open_count = open_count + 1, version = version + 1 where shop_id = p_shop and id = a.id;
    perform bench_record(head, a.id, a.open_count, a.capacity, p_compared);
    given := given || head;
  end loop;
end $$;

create function bench_arrive_skip_locked(p_message jsonb, p_compared jsonb, out given uuid[], out again boolean)
language plpgsql as $$
begin
  perform accept_one_v1(p_message, 0);
  select * into given, again from bench_give_skip_locked((p_message -> 0 ->> 'shop_id')::uuid, p_compared);
end $$;

create function bench_close_skip_locked(
  p_shop uuid, p_chat uuid, p_compared jsonb, out given uuid[], out again boolean
)
language plpgsql as $$
declare
  holder constant uuid := bench_close(p_shop, p_chat);
begin
  update agent set open_count = open_count - 1, version = version + 1 where shop_id = p_shop and id = holder;
  select * into given, again from bench_give_skip_locked(p_shop, p_compared);
end $$;

-- Which chat the poller has in its hands; the lock is given back after each.
create table bench_poller_lock (chat_id uuid primary key, locked_at timestamptz not null);

create function bench_next_and_lock(p_shop uuid, out chat_id uuid)
language sql as $$
  insert into bench_poller_lock (chat_id, locked_at)
  select chat.id, switchboard_now() from chat
   where chat.shop_id = p_shop and chat.state = 'queued'
     and not exists (select from bench_poller_lock as held where held.chat_id = chat.id)
   order by chat.arrival limit 1
  on conflict do nothing
  returning bench_poller_lock.chat_id
$$;
