--[[
  Who is next: the smallest score. The same formulas stand in sql/agent_score_v1.sql and in *.policy.ts.
  A pick in flight counts as if it were assigned. Exact: every value stays an integer below 2^53.
]]
local function score_of(agent)
  if meta.mode == 'equal' then
    return agent[BASE] + math.floor((agent[DEALT] + agent[PENDING]) * 67108864 / agent[CAPACITY])
  end
  return math.floor((agent[OPEN] + agent[PENDING]) * 1048576 / agent[CAPACITY])
end
