select page.id as agent, page.version, page.capacity, page.open_count
  from page
 where page.capacity is null or page.capacity not between 1 and 999 or page.open_count not between 0 and 999
