-- An agent reopens a closed chat: it becomes theirs, whatever their capacity and switch say, up to 999.
-- Answers {outcome: done | not_found | version_conflict | chat_not_closed | agent_not_available |
-- agent_limit_reached, version, shop, states, queued}.
create or replace function reopen_chat_v1(
  p_shop uuid,
  p_chat uuid,
  p_version int,
  p_agent uuid,
  p_actor jsonb
) returns json
language plpgsql as $$
declare
  at constant timestamptz := switchboard_now();
  explanation constant uuid := uuidv7();
  a agent;
  c chat;
  last_holder uuid;
begin
  select * into a from agent where shop_id = p_shop and id = p_agent for no key update;
  select * into c from chat where id = p_chat and shop_id = p_shop for no key update;

  if c.id is null then return json_build_object('outcome', 'not_found'); end if;
  if c.version <> p_version then return json_build_object('outcome', 'version_conflict', 'version', c.version); end if;
  if c.state <> 'closed' then return json_build_object('outcome', 'chat_not_closed', 'version', c.version); end if;
  if a.active is not true then return json_build_object('outcome', 'agent_not_available'); end if;
  if a.open_count >= 999 then return json_build_object('outcome', 'agent_limit_reached'); end if;

  last_holder := c.agent_id;
  update chat set state = 'assigned', agent_id = p_agent, version = version + 1, opened_at = at, assigned_at = at,
                  queued_at = null, closed_at = null, preferred_agent = null, holders = array[p_agent],
                  arrival = nextval('arrival')
   where id = p_chat returning * into c;
  update agent set open_count = open_count + 1, version = version + 1
   where shop_id = p_shop and id = p_agent returning * into a;
  insert into assignment (id, chat_id, version, shop_id, at, kind, actor, from_agent_id, agent_id, open_count, capacity)
  values (explanation, c.id, c.version, p_shop, at, 'reopened', p_actor, last_holder, p_agent, a.open_count - 1, a.capacity);
  insert into outbox (id, aggregate_type, aggregate_id, type, topic, key, headers, payload, agents, shop_id)
  values (uuidv7(), 'chat', c.id, 'routing.chat.reopened.v1', 'routing.chats.v1', c.id,
          event_headers(c.account_id, c.shop_id, c.id),
          chat_change(c, a, last_holder, p_actor, 'manual', explanation, at), array[p_agent], p_shop);

  return json_build_object(
    'outcome', 'done', 'version', c.version, 'shop', p_shop, 'queued', 0,
    'states', json_build_array(agent_state_v1(a))
  );
end $$;
