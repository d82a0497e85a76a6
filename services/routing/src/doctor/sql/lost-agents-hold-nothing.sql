select page.id as agent, page.version, page.open_count
  from page where not page.active and page.open_count > 0
