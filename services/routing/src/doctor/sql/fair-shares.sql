-- Open chats measure it while nothing is closed, moved or changed: in a run of arrivals.
select ahead.id as agent, ahead.open_count, ahead.capacity, behind.id as behind, behind.open_count as behind_open,
       behind.capacity as behind_capacity
  from page
 cross join lateral (
   select id, open_count, capacity from agent
    where shop_id = page.id and availability = 0 and open_count < capacity
    order by open_count::numeric / capacity limit 1
 ) as behind
  join agent as ahead on ahead.shop_id = page.id and ahead.availability = 0
 where (ahead.open_count - 1) * behind.capacity > behind.open_count * ahead.capacity
