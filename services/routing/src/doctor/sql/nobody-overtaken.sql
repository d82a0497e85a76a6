-- The other chat had been committed to the queue before the decision began: a statement takes 2 s at most.
select overtaken.id as chat, overtaken.version, page.id as younger
  from page
  join assignment as decision
    on decision.chat_id = page.id and decision.version = page.version and decision.kind in ('automatic', 'previous_agent')
 cross join lateral (
   select chat.id, chat.version from chat
    where chat.shop_id = page.shop_id and chat.state = 'queued' and chat.arrival < page.arrival
      and chat.waiting_since < decision.at - interval '2 seconds'
    order by chat.arrival limit 1
 ) as overtaken
 where page.state = 'assigned'
