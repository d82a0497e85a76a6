select page.id as agent, page.version, page.online::int as online, coalesce(told.online, false)::int as told
  from page
  join shop on shop.id = page.shop_id and shop.presence_used
  left join agent_load as told on told.shop_id = page.shop_id and told.agent_id = page.id
 where page.online <> coalesce(told.online, false)
