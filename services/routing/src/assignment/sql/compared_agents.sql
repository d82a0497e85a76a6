-- What a choice in SQL compares, in the shape that pick-4.lua answers:
-- {by, candidates: [[id, open, capacity, score]] the ten best in order, ready, full, inactive, notAccepting, offline}
-- It reads the shop's agents once. No index could spare it that: whatever orders them changes with every assignment, and
-- an agent's row must not touch an index then.
create or replace function compared_agents(p_shop uuid, p_mode text) returns jsonb
language sql stable
begin atomic
  with crew as materialized (
    select id, open_count, capacity, availability, last_seq,
           agent_score(p_mode, open_count, capacity, base, dealt) as score
      from agent where shop_id = p_shop
  ),
  best as (
    select id, open_count, capacity, score, last_seq
      from crew where availability = 0 and open_count < capacity
     order by score, last_seq, id limit 10
  )
  select jsonb_build_object(
      'by', 'sql',
      'candidates', (
        select coalesce(
                 jsonb_agg(jsonb_build_array(id, open_count, capacity, score) order by score, last_seq, id), '[]')
          from best
      ),
      'ready', count(*) filter (where availability = 0 and open_count < capacity),
      'full', count(*) filter (where availability = 0 and open_count >= capacity),
      'inactive', count(*) filter (where availability = 1),
      'notAccepting', count(*) filter (where availability = 2),
      'offline', count(*) filter (where availability = 3)
    )
    from crew;
end;
