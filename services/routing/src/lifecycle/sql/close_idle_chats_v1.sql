-- Auto-close: chats of ONE agent of the shop that have been assigned for the shop's autoCloseDays without any
-- message; at most p_limit. The agent with the oldest one comes first. Queued chats are never closed.
-- The update itself asks again whether the chat is idle: a customer who writes meanwhile keeps it open, and one who
-- writes right afterwards reopens it. A chat that somebody holds right now is left for the next pass.
-- Answers {changed, shop, states, queued}.
create or replace function close_idle_chats_v1(p_shop uuid, p_limit int) returns json
language plpgsql as $$
declare
  at constant timestamptz := switchboard_now();
  idle_since constant timestamptz := at - make_interval(days => (select auto_close_days from shop where id = p_shop));
  holder uuid;
  a agent;
  chosen uuid[];
  closed int;
begin
  select agent_id into holder from chat
   where shop_id = p_shop and state = 'assigned' and greatest(last_message_at, assigned_at) <= idle_since
   order by greatest(last_message_at, assigned_at) limit 1;
  select * into a from agent where shop_id = p_shop and id = holder for no key update;
  chosen := array(
    select id from chat
     where shop_id = p_shop and agent_id = holder and state = 'assigned'
       and last_message_at <= idle_since and assigned_at <= idle_since
     order by last_message_at, id limit p_limit
  );
  chosen := array(select id from chat where id = any (chosen) order by id for no key update skip locked);

  with idle as (
    update chat c
       set state = 'closed', closed_at = at, version = version + 1, preferred_agent = null, waiting_since = null,
           reassigned = 0, holders = '{}'
     where id = any (chosen) and c.state || '' = 'assigned' and c.agent_id = holder
       and greatest(c.last_message_at, c.assigned_at) <= idle_since
    returning c
  ),
  freed as (
    update agent set open_count = open_count - (select count(*) from idle), version = version + 1
     where shop_id = p_shop and id = holder and exists (select from idle)
  ),
  told as (
    insert into outbox (id, aggregate_type, aggregate_id, type, topic, key, headers, payload, agents, shop_id)
    select uuidv7(), 'chat', (c).id, 'routing.chat.closed.v1', 'routing.chats.v1', (c).id,
           event_headers((c).account_id, p_shop, (c).id),
           chat_change(c, a, holder, '{"kind": "system", "id": null}', 'inactivity', null, at),
           array[holder], p_shop
      from idle order by (c).id
  ),
  audited as (
    insert into outbox (id, aggregate_type, aggregate_id, type, topic, key, headers, payload, shop_id)
    select uuidv7(), 'audit.entry', (c).id, 'audit.entry.v1', 'audit.entries.v1', (c).account_id,
           event_headers((c).account_id, p_shop, (c).id),
           audit_entry(c, 'chat.closed', jsonb_build_object('state', 'assigned', 'agentId', holder),
                          jsonb_build_object('state', 'closed', 'agentId', holder), at),
           p_shop
      from idle order by (c).id
  )
  select count(*) into closed from idle;

  return json_build_object(
    'changed', closed, 'shop', p_shop, 'queued', 0,
    'states', case when closed > 0 then agent_states_v1(p_shop, array[holder]) else '[]' end
  );
end $$;
