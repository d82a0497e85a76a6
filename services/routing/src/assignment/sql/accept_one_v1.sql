-- `accept_v1` for one message that opens a chat or joins an open one: the usual case when little happens, at half
-- the cost. Anything else (a closed chat, a message known already, an unknown shop) goes the general way, before
-- anything is written; by then at most this chat is locked, so the lock order holds. Same answer.
create function accept_one_v1(p_messages jsonb) returns json
language plpgsql as $$
declare
  at timestamptz;
  m customer_message := jsonb_populate_record(null::customer_message, p_messages -> 0);
  customer jsonb := customer_actor_v1(m.customer_id);
  opens boolean;
  s shop;
  c chat;
  kept message;
begin
  select * into s from shop
   where id = m.shop_id
     and (m.account_id is null or (account_id = m.account_id and status = 'active' and shop_version > 0));
  select * into c from chat where shop_id = m.shop_id and customer_id = m.customer_id for no key update;
  if s.id is null or c.state = 'closed'
    or exists (select from message where shop_id = m.shop_id and external_id = m.external_id)
  then
    return accept_v1(p_messages);
  end if;

  at := switchboard_now();
  opens := c.id is null;
  if opens then
    insert into chat (id, account_id, shop_id, customer_id, customer_name, customer_language, state, arrival,
                      opened_at, queued_at, waiting_since, last_message_at, seq, unread)
    values (m.chat_id, s.account_id, m.shop_id, m.customer_id, m.customer_name, m.customer_language, 'queued',
            nextval('arrival'), at, at, at, at, 1, 1)
    on conflict do nothing returning * into c;
    -- Somebody opened it at the same moment: their row is visible to the next statement.
    if c.id is null then return accept_v1(p_messages); end if;
  else
    update chat set seq = seq + 1, unread = unread + 1, last_message_at = at,
                    waiting_since = coalesce(waiting_since, at),
                    -- the customer begins to wait: reassignments and holders count from here
                    reassigned = case when waiting_since is null then 0 else reassigned end,
                    holders = case when waiting_since is not null then holders
                                   when c.state = 'assigned' then array[c.agent_id] else '{}' end,
                    customer_name = coalesce(m.customer_name, customer_name),
                    customer_language = coalesce(m.customer_language, customer_language)
     where id = c.id returning * into c;
  end if;

  insert into message (shop_id, id, chat_id, seq, direction, external_id, author_id, author_nickname, text, card,
                       sent_at, accepted_at)
  values (m.shop_id, m.message_id, c.id, c.seq, 'in', m.external_id, m.customer_id, c.customer_name, m.text, m.card,
          coalesce(m.sent_at, at), at)
  on conflict do nothing returning * into kept;
  if kept.id is null then
    raise exception 'a message was stored by somebody else meanwhile' using errcode = 'serialization_failure';
  end if;

  if opens then
    insert into outbox (id, aggregate_type, aggregate_id, type, topic, key, headers, payload, agents, shop_id)
    values (uuidv7(), 'chat', c.id, 'routing.chat.opened.v1', 'routing.chats.v1', c.id,
            event_headers_v1(c.account_id, c.shop_id, c.id),
            chat_change_v1(c, null, null, customer, 'customer_message', null, at), '{}', c.shop_id);
  end if;
  insert into outbox (id, aggregate_type, aggregate_id, type, topic, key, headers, payload, agents, shop_id)
  values (uuidv7(), 'chat', c.id, 'routing.message.created.v1', 'routing.messages.v1', c.id,
          event_headers_v1(c.account_id, c.shop_id, kept.id),
          message_created_v1(
            kept, c.account_id,
            jsonb_build_object('id', c.customer_id, 'name', c.customer_name, 'language', c.customer_language),
            case when c.state = 'assigned' then c.agent_id end, customer),
          '{}', c.shop_id);

  return json_build_object(
    'messages', json_build_array(
      json_build_array(m.place, case when opens then 'new' else 'joined' end, c.id, kept.id)),
    'queued', case when opens
      then json_build_array(json_build_array(s.id, 1, s.epoch, s.mode)) else '[]'::json end
  );
end $$;
