-- The headers of an outbox row that its other columns do not say; the relay adds the rest of CloudEvents'.
create or replace function event_headers(p_account uuid, p_shop uuid, p_subject uuid) returns jsonb
language sql stable parallel safe
return jsonb_build_object('accountid', p_account, 'shopid', p_shop, 'ce_subject', p_subject);
