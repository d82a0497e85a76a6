-- Closes an open chat in the state its caller has seen; a newer customer message wins over the close.
-- The holder's row comes before the chat's, as everywhere; the version says that the holder is still the same.
-- `p_audit_headers`: what the audit entry's row says besides in its headers; null: no entry.
-- Answers {outcome: done | not_found | version_conflict | chat_closed | newer_message, version, shop, states, queued}.
create or replace function close_chat_v1(
  p_shop uuid,
  p_chat uuid,
  p_version int,
  p_last_seq int,
  p_actor jsonb,
  p_reason text,
  p_audit_headers jsonb default null
) returns json
language plpgsql as $$
declare
  at constant timestamptz := switchboard_now();
  holder uuid;
  c chat;
  a agent;
  events outgoing_event[];
begin
  select agent_id into holder from chat where id = p_chat and shop_id = p_shop and state = 'assigned';
  perform from agent where shop_id = p_shop and id = holder for no key update;
  select * into c from chat where id = p_chat and shop_id = p_shop for no key update;

  if c.id is null then return json_build_object('outcome', 'not_found'); end if;
  if c.state = 'closed' then return json_build_object('outcome', 'chat_closed', 'version', c.version); end if;
  if c.version <> p_version or c.agent_id is distinct from holder then
    return json_build_object('outcome', 'version_conflict', 'version', c.version);
  end if;
  if exists (
    select from message
     where shop_id = p_shop and chat_id = p_chat and seq > p_last_seq and direction = 'in'
  ) then
    return json_build_object('outcome', 'newer_message', 'version', c.version);
  end if;

  update chat set state = 'closed', closed_at = at, version = version + 1, revision = revision + 1, waiting_since = null,
                  preferred_agent = null
   where id = p_chat returning * into c;
  update agent set open_count = open_count - 1, version = version + 1
   where shop_id = p_shop and id = holder returning * into a;
  events := array[chat_event('closed', c, a, holder, p_actor, p_reason, null, at, array_remove(array[holder], null))];
  if p_audit_headers is not null then
    events := events || chat_audit_event(
      'chat.closed', c, case when holder is null then 'queued' else 'assigned' end, holder, p_actor, at, p_audit_headers);
  end if;
  perform enqueue_events(events);

  return json_build_object(
    'outcome', 'done', 'version', c.version, 'shop', p_shop, 'queued', 0,
    'states', case when a.id is null then '[]'::json else json_build_array(agent_state_v1(a)) end
  );
end $$;
