-- The data of routing.message.created: `m` as stored, `p_customer` = {id, name, language}, `p_agent` the
-- chat's holder at that moment.
create or replace function message_created(
  m message,
  p_account uuid,
  p_customer jsonb,
  p_agent uuid,
  p_actor jsonb
) returns jsonb
language sql stable parallel safe
return jsonb_build_object(
  'accountId', p_account,
  'shopId', m.shop_id,
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
    'acceptedAt', m.accepted_at
  ),
  'customer', p_customer,
  'agentId', p_agent,
  'actor', p_actor,
  'occurredAt', m.accepted_at
);
