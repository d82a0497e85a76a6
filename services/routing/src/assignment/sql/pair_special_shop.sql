-- The round of one shop in which a chat asks for its previous agent: its heads, still queued and still
-- asking for the agent whose row is locked, in the order of arrival.
create or replace function pair_special_shop(
  p_shop shop,
  p_heads uuid[],
  p_preferred uuid[],
  p_pick_shops uuid[],
  p_pick_agents uuid[],
  p_known_seqs bigint[],
  p_compared jsonb,
  p_last_score bigint
) returns chat_move[]
language plpgsql stable as $$
declare
  chats uuid[];
  preferred uuid[];
  picks uuid[] := array(
    select pick.agent_id
      from unnest(p_pick_shops, p_pick_agents, p_known_seqs) with ordinality
        as pick (shop_id, agent_id, known_seq, place)
      join agent on agent.shop_id = pick.shop_id and agent.id = pick.agent_id and agent.direct_seq <= pick.known_seq
     where pick.shop_id = p_shop.id order by pick.place
  );
begin
  select coalesce(array_agg(chat.id order by chat.arrival), '{}'),
         coalesce(array_agg(
           case when chat.preferred_agent = head.preferred_agent then head.preferred_agent end order by chat.arrival
         ), '{}')
    into chats, preferred
    from unnest(p_heads, p_preferred) as head (id, preferred_agent)
    join chat on chat.id = head.id and chat.id = any (p_heads)
   where chat.shop_id = p_shop.id and chat.state || '' = 'queued';
  return pair_in_turn(p_shop, chats, preferred, picks, picks || array_remove(preferred, null), p_compared, p_last_score);
end $$;
