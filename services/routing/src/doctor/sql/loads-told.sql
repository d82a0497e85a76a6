select page.id as agent, page.version, page.open_count, told.open_chats as told
  from page left join agent_load as told on told.shop_id = page.shop_id and told.agent_id = page.id
 where page.open_count <> coalesce(told.open_chats, 0)
