-- The data of an audit.entry about a chat that somebody closed: `c` is the chat as it is now, `p_holder` who had it.
create or replace function closing_audit(c chat, p_holder uuid, p_actor jsonb, p_at timestamptz) returns jsonb
language sql stable parallel safe
return jsonb_build_object(
  'accountId', c.account_id,
  'shopId', c.shop_id,
  'actor', p_actor,
  'action', 'chat.closed',
  'target', jsonb_build_object('kind', 'chat', 'id', c.id),
  'before', jsonb_build_object('state', case when p_holder is null then 'queued' else 'assigned' end, 'agentId', p_holder),
  'after', jsonb_build_object('state', 'closed', 'agentId', p_holder),
  'occurredAt', p_at
);
