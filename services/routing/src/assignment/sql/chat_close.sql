-- One close of a call: the chat, and the state of it that its caller has seen. `place` orders the closes of one call.
-- `audit_headers`: what the audit entry's row says besides in its headers; null: no entry.
create type chat_close as (
  place int,
  shop_id uuid,
  chat_id uuid,
  version int,
  last_seq int,
  actor jsonb,
  reason text,
  audit_headers jsonb
);
