-- A closed chat without any message has outlived the time that messages are kept.
select page.id as chat, page.seq, count(message.seq) as messages, min(message.seq) as first, max(message.seq) as last
  from page left join message on message.shop_id = page.shop_id and message.chat_id = page.id
 group by page.id, page.seq, page.state, page.last_message_at
having (count(message.seq), min(message.seq), max(message.seq)) is distinct from (page.seq::bigint, 1, page.seq)
   and not (count(message.seq) = 0 and page.state = 'closed'
            and page.last_message_at < switchboard_now() - interval '30 days')
