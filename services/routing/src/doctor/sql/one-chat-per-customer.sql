select page.id as chat, other.id as other
  from page join chat as other
    on other.shop_id = page.shop_id and other.customer_id = page.customer_id and other.id > page.id
