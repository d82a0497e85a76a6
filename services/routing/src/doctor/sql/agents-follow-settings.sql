select page.id as agent, page.version
  from page join shop on shop.id = page.shop_id
 where page.presence_required <> shop.require_presence
