-- The customer as the actor of an event.
create function customer_actor_v1(p_customer text) returns jsonb
language sql stable parallel safe
return jsonb_build_object('kind', 'customer', 'id', p_customer);
