select page.id as message, page.chat_id as chat
  from page left join chat on chat.id = page.chat_id and chat.shop_id = page.shop_id
 where chat.id is null
