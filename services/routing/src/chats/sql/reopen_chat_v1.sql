-- An agent reopens a closed chat: it becomes theirs, whatever their capacity and switch say, up to 999.
-- Answers {outcome: done | not_found | version_conflict | chat_not_closed | agent_not_available |
-- agent_limit_reached, version, shop, states, queued}.
create or replace function reopen_chat_v1(
  p_shop uuid,
  p_chat uuid,
  p_version int,
  p_agent uuid,
  p_actor jsonb,
  p_audit_headers jsonb
) returns json
language plpgsql as $$
declare
  a agent;
  c chat;
begin
  select * into a from agent where shop_id = p_shop and id = p_agent for no key update;
  select * into c from chat where id = p_chat and shop_id = p_shop for no key update;

  if c.id is null then return json_build_object('outcome', 'not_found'); end if;
  if c.version <> p_version then return json_build_object('outcome', 'version_conflict', 'version', c.version); end if;
  if c.state <> 'closed' then return json_build_object('outcome', 'chat_not_closed', 'version', c.version); end if;
  if a.active is not true then return json_build_object('outcome', 'agent_not_available'); end if;
  if a.open_count >= 999 then return json_build_object('outcome', 'agent_limit_reached'); end if;

  perform record_moves(
    array[row(p_shop, p_chat, c.agent_id, p_agent, 'reopened', 1, null, a.open_count, a.capacity, null, null,
              null)::chat_move],
    p_actor, 'manual', p_audit_headers);
  return json_build_object(
    'outcome', 'done', 'version', c.version + 1, 'shop', p_shop, 'queued', 0,
    'states', agent_states_v1(p_shop, array[p_agent])
  );
end $$;
