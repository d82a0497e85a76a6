-- Who is next: the smallest score. Redis computes the same two formulas (lua/includes/score.lua), the
-- policies do so in TypeScript; a property test compares all three.
create or replace function agent_score(
  p_mode text,
  p_open_count int,
  p_capacity int,
  p_base bigint,
  p_dealt bigint
) returns bigint
language sql immutable parallel safe
return case p_mode
  -- the agent's place in the shop's common time: base + chats dealt since then, each 1/capacity long
  when 'equal' then p_base + p_dealt * 67108864 / p_capacity
  -- open / capacity in steps of 2^-20: all fractions with denominators up to 999 stay distinct
  else p_open_count::bigint * 1048576 / p_capacity
end;
