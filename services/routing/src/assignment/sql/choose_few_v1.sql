-- The next agent of a shop of at most ten, by the same formula as everywhere, and what was compared, in the shape that
-- pick-4.lua answers: both from one reading of the shop's agents. `id` is null where nobody is ready.
create function choose_few_v1(p_shop uuid, p_mode text, out id uuid, out compared jsonb)
language plpgsql stable as $$
begin
  select (array_agg(crew.id order by score, last_seq, crew.id) filter (where ready))[1],
         jsonb_build_object(
           'by', 'sql',
           'candidates', coalesce(
             jsonb_agg(jsonb_build_array(crew.id, open_count, capacity, score) order by score, last_seq, crew.id)
               filter (where ready), '[]'),
           'ready', count(*) filter (where ready),
           'full', count(*) filter (where availability = 0 and not ready),
           'inactive', count(*) filter (where availability = 1),
           'notAccepting', count(*) filter (where availability = 2),
           'offline', count(*) filter (where availability = 3)
         )
    into choose_few_v1.id, compared
    from (
      select agent.id, open_count, capacity, availability, last_seq,
             availability = 0 and open_count < capacity as ready,
             agent_score_v1(p_mode, open_count, capacity, base, dealt) as score
        from agent where shop_id = p_shop
    ) as crew;
end $$;
