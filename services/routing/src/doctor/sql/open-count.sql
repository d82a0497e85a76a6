select page.id as agent, page.version, page.open_count, count(chat.id) as assigned
  from page left join chat
    on chat.shop_id = page.shop_id and chat.agent_id = page.id and chat.state = 'assigned'
 group by page.id, page.version, page.open_count
having page.open_count <> count(chat.id)
