-- The data of an audit.entry about a chat that the system itself changed; states as {state, agentId}.
create or replace function audit_entry(
  c chat,
  p_action text,
  p_before jsonb,
  p_after jsonb,
  p_at timestamptz
) returns jsonb
language sql stable parallel safe
return jsonb_build_object(
  'accountId', c.account_id,
  'shopId', c.shop_id,
  'actor', '{"kind": "system", "id": null}'::jsonb,
  'action', p_action,
  'target', jsonb_build_object('kind', 'chat', 'id', c.id),
  'before', p_before,
  'after', p_after,
  'occurredAt', p_at
);
