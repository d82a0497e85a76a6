-- Chooses, chat by chat, who takes over: the mode's next agent among the eligible, online ones who did not hold that
-- chat before. A chat that finds no agent stays where it is. The caller holds the locks of all of them.
create or replace function choose_reassignments(
  p_shop shop,
  p_kind text,
  p_chats chat[],
  p_crew agent[],
  p_counts jsonb
) returns chat_move[]
language plpgsql stable as $$
declare
  pairs chat_move[] := '{}';
  crew_before constant agent[] := p_crew;
  held uuid[];
  chosen int;
  score bigint;
  best bigint;
begin
  for chat_no in 1 .. cardinality(p_chats) loop
    held := earlier_holders(p_chats[chat_no]);
    chosen := null;
    for i in 1 .. cardinality(p_crew) loop
      continue when p_crew[i].availability <> 0 or not p_crew[i].online
        or p_crew[i].open_count >= p_crew[i].capacity or p_crew[i].id = any (held);
      score := agent_score(p_shop.mode, p_crew[i].open_count, p_crew[i].capacity, p_crew[i].base, p_crew[i].dealt);
      if chosen is null or (score, p_crew[i].last_seq, p_crew[i].id)
                         < (best, p_crew[chosen].last_seq, p_crew[chosen].id) then
        chosen := i;
        best := score;
      end if;
    end loop;
    continue when chosen is null;

    pairs := array_append(pairs, row(
      p_shop.id, p_chats[chat_no].id, p_chats[chat_no].agent_id, p_crew[chosen].id, p_kind, cardinality(pairs) + 1,
      p_shop.mode, p_crew[chosen].open_count, p_crew[chosen].capacity, best,
      compared_for_reassignment(p_shop, p_chats[chat_no], crew_before, p_counts), null
    )::chat_move);
    p_crew[chosen].open_count := p_crew[chosen].open_count + 1;
    p_crew[chosen].last_seq := p_shop.seq + cardinality(pairs);
    if p_shop.mode = 'equal' then p_crew[chosen].dealt := p_crew[chosen].dealt + 1; end if;
  end loop;
  return pairs;
end $$;
