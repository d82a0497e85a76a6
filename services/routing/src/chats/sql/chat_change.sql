-- The data of an event of routing.chats.v1: the chat right after the change.
-- `a` is the agent that the chat names (null: none), `p_previous` who held it before.
create or replace function chat_change(
  c chat,
  a agent,
  p_previous uuid,
  p_actor jsonb,
  p_reason text,
  p_explanation uuid,
  p_at timestamptz
) returns jsonb
language sql stable parallel safe
return jsonb_build_object(
  'accountId', c.account_id,
  'shopId', c.shop_id,
  'chat', jsonb_build_object(
    'id', c.id,
    'customer', jsonb_build_object(
      'id', c.customer_id, 'name', c.customer_name, 'language', c.customer_language
    ),
    'state', c.state,
    'agent', case when a.id is not null then jsonb_build_object(
      'id', a.id, 'nickname', coalesce(a.nickname, 'Agent'), 'avatarHash', a.avatar_hash
    ) end,
    'version', c.version,
    'openedAt', c.opened_at,
    'waitingSince', case when c.state = 'queued' then c.queued_at end,
    'closedAt', case when c.state = 'closed' then c.closed_at end,
    'lastMessageAt', c.last_message_at,
    'lastSeq', c.seq
  ),
  'previousAgentId', p_previous,
  'actor', p_actor,
  'reason', p_reason,
  'explanationId', p_explanation,
  'occurredAt', p_at
);
