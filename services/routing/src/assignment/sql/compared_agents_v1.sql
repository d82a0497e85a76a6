-- What a choice in SQL compares, in the shape that pick-4.lua answers:
-- {by, candidates: [[id, open, capacity, score]] best first, ready, full, inactive, notAccepting, offline}
create function compared_agents_v1(p_shop uuid, p_mode text) returns jsonb
language sql stable
return (
  select jsonb_build_object(
    'by', 'sql',
    'candidates', (
      select coalesce(jsonb_agg(jsonb_build_array(best.id, best.open_count, best.capacity, best.score)), '[]')
        from (
          select id, open_count, capacity,
                 agent_score_v1(p_mode, open_count, capacity, base, dealt) as score
            from agent
           where shop_id = p_shop and availability = 0 and open_count < capacity
           order by score, last_seq, id limit 10
        ) as best
    ),
    'ready', count(*) filter (where availability = 0 and open_count < capacity),
    'full', count(*) filter (where availability = 0 and open_count >= capacity),
    'inactive', count(*) filter (where availability = 1),
    'notAccepting', count(*) filter (where availability = 2),
    'offline', count(*) filter (where availability = 3)
  )
  from agent where shop_id = p_shop
);
