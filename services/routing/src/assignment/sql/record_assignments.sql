-- Writes the pairs of a round: chats, agents, shops, explanations, events. The caller holds the locks of
-- all of them. `p_compared` says, per shop, what the choice compared; it is stored once, with the round's
-- first assignment, and the others point at that one.
create or replace function record_assignments(
  p_pairs pairing[],
  p_shops uuid[],
  p_last_scores bigint[],
  p_compared jsonb[]
) returns void
language plpgsql as $$
declare
  at constant timestamptz := switchboard_now();
  system_actor constant jsonb := '{"kind": "system", "id": null}';
begin
  with pair as materialized (
    select * from unnest(p_pairs)
  ),
  round as materialized (
    select pair.shop_id, max(pair.position) as size, round.last_score, round.compared,
           (array_agg(pair.chat_id order by pair.position))[1] as first_chat,
           coalesce(max(pair.score) filter (where pair.mode = 'equal' and not pair.preferred), 0) as pass
      from pair
      join unnest(p_shops, p_last_scores, p_compared) as round (shop_id, last_score, compared) using (shop_id)
     group by pair.shop_id, round.last_score, round.compared
  ),
  given as materialized (
    select shop_id, agent_id, mode, count(*) as chats, max(position) as position
      from pair group by shop_id, agent_id, mode
  ),
  changed as (
    update chat c
       set state = 'assigned', agent_id = pair.agent_id, preferred_agent = null, version = c.version + 1,
           assigned_at = at, holders = case when pair.agent_id = any (c.holders) then c.holders
                          else array_append(c.holders, pair.agent_id) end
      -- the array says the same once more: the rows are found by their index in every plan
      from pair where c.id = pair.chat_id and c.id = any (array(select pair.chat_id from pair))
    returning c, uuidv7() as explanation_id
  ),
  agents as (
    update agent
       set open_count = agent.open_count + given.chats,
           version = agent.version + given.chats,
           last_seq = shop.seq + given.position,
           dealt = agent.dealt + case when given.mode = 'equal' then given.chats else 0 end
      from given join shop on shop.id = given.shop_id
     where agent.shop_id = given.shop_id and agent.id = given.agent_id
  ),
  shops as (
    -- vt never runs ahead of what Redis has picked at, nor of what Postgres knows. A round that picked later may have
    -- committed first: its score is remembered, and the pass of this round contains what that one dealt.
    update shop
       set seq = shop.seq + round.size,
           picked = greatest(shop.picked, coalesce(round.last_score, round.pass)),
           vt = greatest(shop.vt, least(round.pass, greatest(shop.picked, coalesce(round.last_score, round.pass))))
      from round where shop.id = round.shop_id
  ),
  explained as (
    insert into assignment (id, chat_id, version, shop_id, at, kind, actor, agent_id, mode, open_count, capacity,
                            score, position, compared, compared_chat_id, compared_version)
    select changed.explanation_id, pair.chat_id, (changed.c).version, pair.shop_id, at,
           case when pair.preferred then 'preferred' else 'automatic' end, system_actor, pair.agent_id,
           pair.mode, pair.open_count, pair.capacity, pair.score, pair.position,
           case when pair.position = 1 then round.compared end,
           case when pair.position > 1 then first.chat_id end,
           case when pair.position > 1 then first.version end
      from pair
      join changed on (changed.c).id = pair.chat_id
      join round on round.shop_id = pair.shop_id
      join lateral (
        select (first.c).id as chat_id, (first.c).version as version
          from changed as first where (first.c).id = round.first_chat
      ) as first on true
  )
  insert into outbox (id, aggregate_type, aggregate_id, type, topic, key, headers, payload, agents, shop_id)
  select uuidv7(), 'chat', pair.chat_id, 'routing.chat.assigned.v1', 'routing.chats.v1', pair.chat_id,
         event_headers(agent.account_id, pair.shop_id, pair.chat_id),
         chat_change(changed.c, agent, null, system_actor,
                        case when pair.preferred then 'previous_agent' else 'automatic' end,
                        changed.explanation_id, at),
         array[pair.agent_id], pair.shop_id
    from pair
    join changed on (changed.c).id = pair.chat_id
    join agent on agent.shop_id = pair.shop_id and agent.id = pair.agent_id
   order by pair.shop_id, pair.position;
end $$;
