select head.id as chat, head.version, eligible.id as agent
  from page
 cross join lateral (
   select id, version from chat where shop_id = page.id and state = 'queued' order by arrival limit 1
 ) as head
 cross join lateral (
   select id from agent
    where shop_id = page.id and availability = 0 and open_count < capacity limit 1
 ) as eligible
