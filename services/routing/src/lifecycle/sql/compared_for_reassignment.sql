-- What the choice of a new agent for one chat compared, in the shape of compared_agents; `heldBefore` counts those
-- who could have taken it, had they not had it already. `p_counts` holds what is the same for the whole shop.
create or replace function compared_for_reassignment(p_shop shop, c chat, p_crew agent[], p_counts jsonb) returns jsonb
language sql stable
return p_counts || (
  select jsonb_build_object('by', 'sql', 'heldBefore', held.taken, 'ready', (p_counts ->> 'ready')::int - held.taken)
    from (
      select count(*) as taken from agent
       where (shop_id, id) in (select p_shop.id, unnest(earlier_holders(c)) offset 0)
         and online and availability = 0 and open_count < capacity
    ) as held
) || jsonb_build_object('candidates', (
  select coalesce(jsonb_agg(jsonb_build_array(best.id, best.open_count, best.capacity, best.score)), '[]')
    from (
      select a.id, a.open_count, a.capacity,
             agent_score(p_shop.mode, a.open_count, a.capacity, a.base, a.dealt) as score
        from unnest(p_crew) as a
       where a.online and a.availability = 0 and a.open_count < a.capacity and a.id <> all (earlier_holders(c))
       order by score, a.last_seq, a.id limit 10
    ) as best
));
