-- Messages up to forgotten_seq have outlived the time that they are kept; an idle chat may be left without any.
select page.id as chat, page.seq, page.forgotten_seq as forgotten, count(message.seq) as messages,
       min(message.seq) as first, max(message.seq) as last
  from page left join message on message.shop_id = page.shop_id and message.chat_id = page.id
 group by page.id, page.seq, page.forgotten_seq
having count(message.seq) <> page.seq - page.forgotten_seq
    or (page.seq > page.forgotten_seq
        and (min(message.seq), max(message.seq)) is distinct from (page.forgotten_seq + 1, page.seq))
