-- An event of routing.messages.v1: the message as stored, in the chat as it is now; p_agent: who had the chat when the
-- message arrived.
create or replace function message_event(m message, c chat, p_agent uuid, p_actor jsonb) returns outgoing_event
language sql stable parallel safe
return row(
  'chat', c.id, 'routing.message.created.v1', 'routing.messages.v1', c.id,
  event_headers(c.account_id, c.shop_id, m.id),
  jsonb_build_object(
    'accountId', c.account_id,
    'shopId', c.shop_id,
    'message', jsonb_build_object(
      'id', m.id,
      'chatId', m.chat_id,
      'seq', m.seq,
      'direction', m.direction,
      'author', jsonb_build_object('id', m.author_id, 'nickname', m.author_nickname),
      'text', m.text,
      'card', m.card,
      'language', m.language,
      'sentAt', m.sent_at,
      'acceptedAt', m.accepted_at,
      'revision', m.revision
    ),
    'customer', jsonb_build_object(
      'id', c.customer_id, 'name', c.customer_name, 'language', c.customer_language
    ),
    'agentId', p_agent,
    'actor', p_actor,
    'occurredAt', m.accepted_at
  ),
  '{}', c.shop_id
)::outgoing_event;
