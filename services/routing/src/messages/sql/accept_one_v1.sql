-- `accept_v1` for one message that opens a chat or joins an open one: the usual case when little happens, at half
-- the cost. Anything else (a closed chat, a message known already, an unknown shop) goes the general way, before
-- anything is written; by then at most this chat is locked, so the lock order holds. Same answer.
--
-- A new chat is given to an agent by this very call where the shop has at most p_few agents (0: never) and nobody
-- waits before it. A pick that Redis has made meanwhile is for a chat in the queue, so there is none, unless it is made
-- before Redis knows of this assignment: then it is refused (agent.direct_seq).
create or replace function accept_one_v1(p_messages jsonb, p_few int) returns json
language plpgsql as $$
declare
  at timestamptz;
  m customer_message := jsonb_populate_record(null::customer_message, p_messages -> 0);
  customer jsonb := customer_actor(m.customer_id);
  opens boolean;
  s shop;
  a agent;
  c chat;
  -- the chat as it was opened: what the first events tell
  opened chat;
  kept message;
  locked shop;
  events outgoing_event[];
  waits boolean;
  compared jsonb;
begin
  select * into s from shop
   where id = m.shop_id
     and (m.account_id is null or (account_id = m.account_id and status = 'active' and shop_version > 0));
  select * into c from chat where shop_id = m.shop_id and customer_id = m.customer_id for no key update;
  if s.id is null or c.state = 'closed'
    or exists (select from message where shop_id = m.shop_id and chat_id = c.id and external_id = m.external_id)
  then
    return accept_v1(p_messages);
  end if;

  opens := c.id is null;
  if opens and p_few > 0
    and (select count(*) from (select from agent where shop_id = m.shop_id limit p_few + 1) as those) <= p_few
  then
    -- No lock is waited for: a shop or an agent that is busy is left to the usual way.
    select * into locked from shop where id = m.shop_id for no key update skip locked;
    -- The queue as it is now that the shop is ours.
    select locked.id is null or exists (select from chat where shop_id = m.shop_id and state = 'queued') into waits;
    if not waits then
      compared := compared_agents(locked.id, locked.mode);
      select * into a from agent
       where shop_id = locked.id and id = (compared #>> '{candidates,0,0}')::uuid
         and availability = 0 and open_count < capacity
         for no key update skip locked;
    end if;
  end if;

  at := switchboard_now();
  if opens then
    insert into chat (id, account_id, shop_id, customer_id, customer_name, customer_language, state, arrival,
                      opened_at, waiting_since, unanswered_since, last_message_at, seq, unread,
                      agent_id, assigned_at, holders, version, revision)
    values (m.chat_id, s.account_id, m.shop_id, m.customer_id, m.customer_name, m.customer_language,
            case when a.id is null then 'queued' else 'assigned' end, nextval('arrival'), at,
            case when a.id is null then at end, at, at, 1, 1,
            a.id, case when a.id is not null then at end,
            case when a.id is null then '{}' else array[a.id] end, case when a.id is null then 1 else 2 end,
            case when a.id is null then 1 else 2 end)
    on conflict do nothing returning * into c;
    -- Another call opened it at the same moment: its row is visible to the next statement.
    if c.id is null then return accept_v1(p_messages); end if;
  else
    update chat set seq = seq + 1, unread = unread + 1, last_message_at = at,
                    unanswered_since = coalesce(unanswered_since, at), revision = revision + 1,
                    customer_name = coalesce(m.customer_name, customer_name),
                    customer_language = coalesce(m.customer_language, customer_language)
     where id = c.id returning * into c;
  end if;
  opened := c;
  if a.id is not null then
    opened.state := 'queued';
    opened.agent_id := null;
    opened.waiting_since := at;
    opened.version := 1;
    opened.revision := 1;
  end if;

  insert into message (shop_id, id, chat_id, seq, direction, external_id, author_id, author_nickname, text, card,
                       sent_at, accepted_at)
  values (m.shop_id, m.message_id, c.id, c.seq, 'in', m.external_id, m.customer_id, c.customer_name, m.text, m.card,
          coalesce(m.sent_at, at), at)
  on conflict do nothing returning * into kept;
  if kept.id is null then
    raise exception 'a message was stored by somebody else meanwhile' using errcode = 'serialization_failure';
  end if;

  events := array[message_event(kept, c, case when opened.state = 'assigned' then opened.agent_id end, customer)];
  if opens then
    events := chat_event('opened', opened, null, null, customer, 'customer_message', null, at, '{}') || events;
  end if;
  if a.id is null then
    perform enqueue_events(events);
  else
    a := record_assignment(locked, c, a, null, compared, true, events);
  end if;

  return json_build_object(
    'messages', json_build_array(
      json_build_array(m.place, case when opens then 'new' else 'joined' end, c.id, kept.id)),
    'queued', case when opens and a.id is null
      then json_build_array(json_build_array(s.id, 1, s.epoch, s.mode)) else '[]'::json end,
    'states', case when a.id is not null
      then json_build_array(json_build_array(s.id, a.id, agent_state_v1(a))) else '[]'::json end,
    'assigned', case when a.id is not null
      then json_build_array(json_build_array(c.id, a.id)) else '[]'::json end
  );
end $$;
