-- Auto-close: chats of ONE agent of the shop that have been assigned for the shop's autoCloseDays without any
-- message; at most p_limit. The agent with the oldest one comes first. Queued chats are never closed.
-- Whether a chat is idle is checked again under its lock: a customer who writes meanwhile keeps it open, and one who
-- writes right afterwards reopens it. A chat whose row is locked right now is left for the next pass.
-- Answers {changed, shop, states, queued}.
create or replace function close_idle_chats_v1(p_shop uuid, p_limit int) returns json
language plpgsql as $$
declare
  at constant timestamptz := switchboard_now();
  idle_since constant timestamptz := at - make_interval(days => (select auto_close_days from shop where id = p_shop));
  holder uuid;
  chosen uuid[];
  idle chat_close[];
  freed agent[] := '{}';
begin
  select agent_id into holder from chat
   where shop_id = p_shop and state = 'assigned' and greatest(last_message_at, assigned_at) <= idle_since
   order by greatest(last_message_at, assigned_at) limit 1;
  perform from agent where shop_id = p_shop and id = holder for no key update;
  chosen := array(
    select id from chat
     where shop_id = p_shop and agent_id = holder and state = 'assigned'
       and last_message_at <= idle_since and assigned_at <= idle_since
     order by last_message_at, id limit p_limit
  );
  chosen := array(select id from chat where id = any (chosen) order by id for no key update skip locked);

  idle := array(
    select row(row_number() over (order by c.id), p_shop, c.id, holder, c.version, c.seq,
               '{"kind": "system", "id": null}', 'inactivity', '{}')::chat_close
      from chat c
     where c.id = any (chosen) and c.state || '' = 'assigned' and c.agent_id = holder
       and greatest(c.last_message_at, c.assigned_at) <= idle_since
  );
  if idle <> '{}' then freed := record_closes(idle); end if;

  return json_build_object(
    'changed', cardinality(idle), 'shop', p_shop, 'queued', 0,
    'states', (select coalesce(json_agg(agent_state_v1(a)), '[]') from unnest(freed) as a)
  );
end $$;
