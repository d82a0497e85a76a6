-- The customer as the actor of an event.
create or replace function customer_actor(p_customer text) returns jsonb
language sql stable parallel safe
return jsonb_build_object('kind', 'customer', 'id', p_customer);
