-- Gives chats of one shop to an agent by hand. The caller holds the locks of the agents and the chats and has decided
-- that all of them may move.
create or replace function move_chats(
  p_shop uuid,
  p_chats uuid[],
  p_to uuid,
  p_actor jsonb,
  p_audit_headers jsonb
) returns void
language sql
begin atomic
  select record_moves(
    array(
      select row(p_shop, chat.id, case when chat.state = 'assigned' then chat.agent_id end, p_to, 'manual',
                 row_number() over (order by chat.id), null, target.open_count, target.capacity, null, null,
                 null)::chat_move
        from chat cross join agent as target
       where chat.id = any (p_chats) and target.shop_id = p_shop and target.id = p_to
    ),
    p_actor, null, p_audit_headers);
end;
