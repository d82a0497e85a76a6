-- The entry in the audit trail about a chat that an agent or the system changed: `c` is the chat right after it, p_holder
-- who held it before. p_headers: further headers, such as the request's trace.
create or replace function chat_audit_event(
  p_action text,
  c chat,
  p_state text,
  p_holder uuid,
  p_actor jsonb,
  p_at timestamptz,
  p_headers jsonb
) returns outgoing_event
language sql stable parallel safe
return row(
  'audit.entry', c.id, 'audit.entry.v1', 'audit.entries.v1', c.account_id,
  event_headers(c.account_id, c.shop_id, c.id) || p_headers,
  jsonb_build_object(
    'accountId', c.account_id,
    'shopId', c.shop_id,
    'actor', p_actor,
    'action', p_action,
    'target', jsonb_build_object('kind', 'chat', 'id', c.id),
    'before', jsonb_build_object('state', p_state, 'agentId', p_holder),
    'after', jsonb_build_object('state', c.state, 'agentId', c.agent_id),
    'occurredAt', p_at
  ),
  '{}', c.shop_id
)::outgoing_event;
