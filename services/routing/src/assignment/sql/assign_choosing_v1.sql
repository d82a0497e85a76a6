-- `assign_v1` without Redis: gives up to p_limit of the shop's oldest chats to agents chosen here, by the same
-- formula, under the same locks. It may run beside rounds whose picks came from Redis.
-- Answers as assign_v1 does; `waiting` counts what is left in the queue (at most p_limit + 1).
create or replace function assign_choosing_v1(p_shop uuid, p_limit int) returns json
language plpgsql
as $$
declare
  s shop;
  heads uuid[];
  preferred uuid[];
  candidates uuid[];
  compared jsonb;
  pairs chat_move[] := '{}';
begin
  select * into s from shop where id = p_shop for no key update;

  select coalesce(array_agg(head.id), '{}'), coalesce(array_agg(head.preferred_agent), '{}')
    into heads, preferred
    from (
      select id, preferred_agent from chat
       where shop_id = p_shop and state = 'queued' order by arrival limit p_limit
    ) as head;

  if heads <> '{}' then
    -- Candidates first, then their locks by id: the n best of now contain the n next choices. The ten best are known
    -- already, so that up to ten chats read the shop's agents once.
    compared := compared_agents(p_shop, s.mode);
    if cardinality(heads) <= 10 then
      candidates := array(
        select (best ->> 0)::uuid
          from jsonb_array_elements(compared -> 'candidates') with ordinality as shown (best, place)
         where place <= cardinality(heads)
      );
    else
      select coalesce(array_agg(best.id), '{}') into candidates
        from (
          select id from agent
           where shop_id = p_shop and availability = 0 and open_count < capacity
           order by agent_score(s.mode, open_count, capacity, base, dealt), last_seq, id
           limit cardinality(heads)
        ) as best;
    end if;
    candidates := candidates || array_remove(preferred, null);
    perform from agent
      where (shop_id, id) in (select p_shop, unnest(candidates) offset 0) order by shop_id, id for no key update;
    perform from chat where id = any (heads) order by id for no key update;

    select coalesce(array_agg(chat.id order by chat.arrival), '{}'),
           coalesce(array_agg(
             case when chat.preferred_agent = head.preferred_agent then head.preferred_agent end order by chat.arrival
           ), '{}')
      into heads, preferred
      from unnest(heads, preferred) as head (id, preferred_agent)
      join chat on chat.id = head.id and chat.id = any (heads)
     where chat.state || '' = 'queued';
    pairs := pair_in_turn(s, heads, preferred, null, candidates, compared, null);
  end if;

  if pairs <> '{}' then
    perform record_moves(pairs, '{"kind": "system", "id": null}', null, null);
  end if;

  return json_build_object(
    'shops', json_build_array(json_build_array(
      s.id, true, s.epoch, s.mode, cardinality(pairs),
      (select count(*) from (
         select from chat where shop_id = p_shop and state = 'queued' order by arrival limit p_limit + 1) as rest))),
    'states', (
      select coalesce(json_agg(json_build_array(p_shop, agent.id, agent_state_v1(agent))), '[]')
        from agent where (shop_id, id) in (select p_shop, unnest(candidates) offset 0)
    ),
    'assigned', (
      select coalesce(json_agg(json_build_array(pair.chat_id, pair.agent_id)), '[]') from unnest(pairs) as pair
    )
  );
end $$;
