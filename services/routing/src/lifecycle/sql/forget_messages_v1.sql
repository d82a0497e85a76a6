-- Deletes messages, with their translations, of chats without any message for p_days: at most p_limit of them per
-- call, each chat's oldest first. What is left of a chat is found again, so a caller that died is simply continued. A chat
-- that is being written to is left alone. The chat itself stays, and its numbering goes on.
-- Answers {deleted, chats}: chats of which nothing is left.
create or replace function forget_messages_v1(p_chats uuid[], p_days int, p_limit int) returns json
language plpgsql as $$
declare
  cutoff constant timestamptz := switchboard_now() - make_interval(days => p_days);
  chosen uuid[];
  removed int;
  emptied int;
begin
  chosen := array(
    select id from chat where id = any (p_chats) and last_message_at <= cutoff order by id for no key update skip locked
  );
  with doomed as materialized (
    select old.* from unnest(chosen) as c (id)
      join chat on chat.id = c.id
     cross join lateral (
       select m.shop_id, m.id from message m
        where m.shop_id = chat.shop_id and m.chat_id = chat.id order by m.seq limit p_limit
     ) as old
     limit p_limit
  ),
  deleted as (
    delete from message m using doomed where m.shop_id = doomed.shop_id and m.id = doomed.id
    returning m.chat_id, m.seq
  ),
  last_gone as (
    select chat_id, max(seq) as seq, count(*) as messages from deleted group by chat_id
  ),
  noted as (
    update chat set forgotten_seq = last_gone.seq, revision = revision + 1 from last_gone where chat.id = last_gone.chat_id
  )
  select coalesce(sum(messages), 0) into removed from last_gone;

  update chat set forgotten_seq = seq, revision = revision + 1
   where id = any (chosen) and forgotten_seq < seq
     and not exists (select from message m where m.shop_id = chat.shop_id and m.chat_id = chat.id);
  select count(*) into emptied from chat where id = any (chosen) and forgotten_seq = seq;
  return json_build_object('deleted', removed, 'chats', emptied);
end $$;
