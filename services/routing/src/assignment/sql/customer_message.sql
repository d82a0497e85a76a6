-- A customer's message on its way in. `chat_id` is the id that the chat gets if this message opens one;
-- `place` orders the messages of one call. `account_id`: whose the shop has to be, and active, where nobody has looked
-- before; null where that is known.
create type customer_message as (
  place int,
  shop_id uuid,
  customer_id text,
  customer_name text,
  customer_language text,
  external_id text,
  message_id uuid,
  chat_id uuid,
  text text,
  card jsonb,
  sent_at timestamptz,
  account_id uuid
);
