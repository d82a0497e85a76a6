-- Pairs the waiting chats of ONE shop with agents, chat by chat: the way for a round in which a chat asks
-- for its previous agent, and for choosing without Redis. Rows are locked by the caller.
--
-- p_chats      oldest first; p_preferred beside it: the previous agent each asks for, or null
-- p_picks      what Redis named, in order; null: choose here, by the same formula, among p_candidates
-- p_candidates the agents whose rows are locked: no others may be used
-- p_compared, p_last_score: what the round compared, and the score of Redis's last pick, for its moves
--
-- It stops at the first chat that finds no agent: a younger chat never overtakes.
create or replace function pair_in_turn(
  p_shop shop,
  p_chats uuid[],
  p_preferred uuid[],
  p_picks uuid[],
  p_candidates uuid[],
  p_compared jsonb,
  p_last_score bigint
) returns chat_move[]
language plpgsql stable as $$
declare
  crew agent[] := array(
    select agent from agent where (shop_id, id) in (select p_shop.id, unnest(p_candidates) offset 0) order by id
  );
  crew_ids uuid[] := array(select (unnest(crew)).id);
  pairs chat_move[] := '{}';
  next_pick int := 1;
  chosen int;
  preferred boolean;
  best bigint;
  score bigint;
  own_pick int;
begin
  for chat_no in 1 .. cardinality(p_chats) loop
    preferred := false;
    chosen := array_position(crew_ids, p_preferred[chat_no]);
    if crew[chosen].availability = 0 and crew[chosen].open_count < crew[chosen].capacity then
      preferred := true;
      -- a pick that Redis spent on this very agent is used up by it
      own_pick := array_position(p_picks, crew_ids[chosen], next_pick);
      if own_pick is not null then p_picks[own_pick] := null; end if;
    else
      chosen := null;
    end if;

    if chosen is null and p_picks is not null then
      while chosen is null and next_pick <= cardinality(p_picks) loop
        chosen := array_position(crew_ids, p_picks[next_pick]);
        next_pick := next_pick + 1;
        if crew[chosen].availability = 0 and crew[chosen].open_count < crew[chosen].capacity then exit; end if;
        chosen := null;
      end loop;
    elsif chosen is null then
      for i in 1 .. cardinality(crew) loop
        continue when crew[i].availability <> 0 or crew[i].open_count >= crew[i].capacity;
        score := agent_score(p_shop.mode, crew[i].open_count, crew[i].capacity, crew[i].base, crew[i].dealt);
        if chosen is null or (score, crew[i].last_seq) < (best, crew[chosen].last_seq) then
          chosen := i;
          best := score;
        end if;
      end loop;
    end if;
    exit when chosen is null;

    score := agent_score(
      p_shop.mode, crew[chosen].open_count, crew[chosen].capacity, crew[chosen].base, crew[chosen].dealt
    );
    pairs := array_append(pairs, row(
      p_shop.id, p_chats[chat_no], null, crew_ids[chosen], case when preferred then 'previous_agent' else 'automatic' end,
      cardinality(pairs) + 1, p_shop.mode, crew[chosen].open_count, crew[chosen].capacity, score,
      case when pairs = '{}' then p_compared end, p_last_score
    )::chat_move);
    crew[chosen].open_count := crew[chosen].open_count + 1;
    crew[chosen].last_seq := p_shop.seq + cardinality(pairs);
    if p_shop.mode = 'equal' then crew[chosen].dealt := crew[chosen].dealt + 1; end if;
  end loop;
  return pairs;
end $$;
