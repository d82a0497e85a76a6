-- Assigns, for a set of shops in one call, the oldest queued chats to the agents that Redis picked.
--
-- p_shops, p_epochs, p_sizes   the round's shops, the epoch each was picked under, how many chats to take
-- p_last_scores                the score of the shop's last pick (bounds the virtual time of mode 'equal')
-- p_compared                   what Redis compared, for the explanation
-- p_pick_shops, p_pick_agents  the picks, in order
-- p_known_seqs                 beside them: the agent's last assignment that Redis knew of. A pick made before
--                              it knew of a direct one (accept_one_v1) is refused like that of a full agent
--
-- Lock order everywhere: shops by id, agents by (shop, id), chats by id. Each lock is its own statement, so
-- that what follows reads rows as they are under it. A shop of another epoch is left out; the others go on.
--
-- Answers {shops: [[id, fresh, epoch, mode, assigned, waiting]], states: [[shop, state]], assigned: [[chat, agent]]}:
-- `waiting` counts chats of this round that found no agent; `states` has every picked agent, refused ones too,
-- with null for one that does not exist.
create or replace function assign_v1(
  p_shops uuid[],
  p_epochs bigint[],
  p_sizes int[],
  p_last_scores bigint[],
  p_compared jsonb[],
  p_pick_shops uuid[],
  p_pick_agents uuid[],
  p_known_seqs bigint[]
) returns json
language plpgsql
as $$
declare
  heads uuid[];
  preferred uuid[];
  special_shops uuid[];
  pairs chat_move[];
  one_shop shop;
begin
  perform from shop where id = any (p_shops) order by id for no key update;

  -- The queue's heads as they are now that the shops are ours.
  select coalesce(array_agg(head.id), '{}'), coalesce(array_agg(head.preferred_agent), '{}'),
         coalesce(array_agg(distinct round.shop_id) filter (where head.preferred_agent is not null), '{}')
    into heads, preferred, special_shops
    from unnest(p_shops, p_epochs, p_sizes) as round (shop_id, epoch, size)
    join shop on shop.id = round.shop_id and shop.epoch = round.epoch
   cross join lateral (
      select chat.id, chat.preferred_agent from chat
       where chat.shop_id = round.shop_id and chat.state = 'queued'
       order by chat.arrival limit round.size
   ) as head;

  perform from agent
    where (shop_id, id) in (
      select * from unnest(p_pick_shops, p_pick_agents)
      union
      select chat.shop_id, head.preferred_agent
        from unnest(heads, preferred) as head (id, preferred_agent)
        join chat on chat.id = head.id and chat.id = any (heads)
       where head.preferred_agent is not null
    )
    order by shop_id, id for no key update;

  perform from chat where id = any (heads) order by id for no key update;

  -- Pairs the k-th waiting chat with the k-th pick whose guard holds, so a shop stops at the first chat that
  -- finds no agent. `state || ''` keeps the planner off the queue index, which it would walk from end to end.
  with waiting as materialized (
    select chat.id, chat.shop_id, row_number() over (partition by chat.shop_id order by chat.arrival) as position
      from chat
     where chat.id = any (heads) and chat.state || '' = 'queued' and chat.shop_id <> all (special_shops)
  ),
  pick as materialized (
    select shop_id, agent_id, known_seq, place,
           row_number() over (partition by shop_id, agent_id order by place)::int - 1 as earlier
      from unnest(p_pick_shops, p_pick_agents, p_known_seqs) with ordinality
        as pick (shop_id, agent_id, known_seq, place)
  ),
  usable as materialized (
    select pick.shop_id, pick.agent_id, pick.earlier, shop.mode, agent.open_count + pick.earlier as open_count,
           agent.capacity, agent.base,
           agent.dealt + case when shop.mode = 'equal' then pick.earlier else 0 end as dealt,
           row_number() over (partition by pick.shop_id order by pick.place) as position,
           array_position(p_shops, pick.shop_id) as round
      from pick
      join shop on shop.id = pick.shop_id
      join agent on agent.shop_id = pick.shop_id and agent.id = pick.agent_id
     where agent.availability = 0 and agent.open_count + pick.earlier < agent.capacity
       and agent.direct_seq <= pick.known_seq
  )
  select coalesce(array_agg(row(
           waiting.shop_id, waiting.id, null, usable.agent_id, 'automatic', waiting.position, usable.mode,
           usable.open_count, usable.capacity,
           agent_score(usable.mode, usable.open_count, usable.capacity, usable.base, usable.dealt),
           case when waiting.position = 1 then p_compared[usable.round] end, p_last_scores[usable.round]
         )::chat_move), '{}')
    into pairs
    from waiting join usable using (shop_id, position);

  -- Where a chat asks for its previous agent the pairing depends on the order: chat by chat.
  for one_shop in select shop.* from shop where id = any (special_shops) order by id loop
    pairs := pairs || pair_special_shop(
      one_shop, heads, preferred, p_pick_shops, p_pick_agents, p_known_seqs,
      p_compared[array_position(p_shops, one_shop.id)], p_last_scores[array_position(p_shops, one_shop.id)]);
  end loop;

  if pairs <> '{}' then
    perform record_moves(pairs, '{"kind": "system", "id": null}', null, null);
  end if;

  return json_build_object(
    'shops', (
      select json_agg(json_build_array(
               shop.id, shop.epoch = round.epoch, shop.epoch, shop.mode,
               (select count(*) from unnest(pairs) as pair where pair.shop_id = shop.id),
               (select count(*) from chat
                 where chat.id = any (heads) and chat.shop_id = shop.id and chat.state || '' = 'queued')))
        from unnest(p_shops, p_epochs) as round (shop_id, epoch)
        join shop on shop.id = round.shop_id
    ),
    'states', (
      select json_agg(json_build_array(
               picked.shop_id, picked.agent_id, case when agent.id is not null then agent_state_v1(agent) end))
        from (
          select * from unnest(p_pick_shops, p_pick_agents)
          union
          select pair.shop_id, pair.agent_id from unnest(pairs) as pair where pair.kind = 'previous_agent'
        ) as picked (shop_id, agent_id)
        left join agent on agent.shop_id = picked.shop_id and agent.id = picked.agent_id
    ),
    'assigned', (
      select coalesce(json_agg(json_build_array(pair.chat_id, pair.agent_id)), '[]') from unnest(pairs) as pair
    )
  );
end $$;
