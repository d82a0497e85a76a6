-- An agent as Redis keeps it: absolute values and the row's version, so that a state which arrives twice,
-- late or out of order does no harm.
-- [id, open, capacity, availability, version, last_seq, base, dealt]
create or replace function agent_state_v1(a agent) returns json
language sql stable parallel safe
return json_build_array(
  a.id, a.open_count, a.capacity, a.availability, a.version, a.last_seq, a.base, a.dealt
);
