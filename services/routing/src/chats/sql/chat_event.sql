-- An event of routing.chats.v1: the chat right after the change.
-- p_agent: whom the chat names, closed ones too (null: none); p_previous: who held it before; p_touched: the agents whose
-- load changed, which the relay syncs to Redis.
create or replace function chat_event(
  p_type text,
  c chat,
  p_agent agent,
  p_previous uuid,
  p_actor jsonb,
  p_reason text,
  p_explanation uuid,
  p_at timestamptz,
  p_touched uuid[]
) returns outgoing_event
language sql stable parallel safe
return row(
  'chat', c.id, 'routing.chat.' || p_type || '.v1', 'routing.chats.v1', c.id,
  event_headers(c.account_id, c.shop_id, c.id),
  jsonb_build_object(
    'accountId', c.account_id,
    'shopId', c.shop_id,
    'chat', jsonb_build_object(
      'id', c.id,
      'customer', jsonb_build_object(
        'id', c.customer_id, 'name', c.customer_name, 'language', c.customer_language
      ),
      'state', c.state,
      'agent', case when p_agent.id is not null then jsonb_build_object(
        'id', p_agent.id, 'nickname', coalesce(p_agent.nickname, 'Agent'), 'avatarHash', p_agent.avatar_hash
      ) end,
      'version', c.version,
      'revision', c.revision,
      'openedAt', c.opened_at,
      'waitingSince', c.waiting_since,
      'closedAt', c.closed_at,
      'lastMessageAt', c.last_message_at,
      'lastSeq', c.seq
    ),
    'previousAgentId', p_previous,
    'actor', p_actor,
    'reason', p_reason,
    'explanationId', p_explanation,
    'occurredAt', p_at
  ),
  p_touched, c.shop_id
)::outgoing_event;
