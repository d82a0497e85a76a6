--[[
  Puts an agent where it belongs: into the ready set at its score, or out of it. `seq` breaks ties: the least
  recently assigned first. Answers whether the agent can be picked now and could not before.
]]
local function place(id, agent, seq)
  local was = agent[IS_READY] == 1
  local is = agent[AVAILABILITY] == 0 and agent[OPEN] + agent[PENDING] < agent[CAPACITY]
  -- Added first: the key must not expire in between and start again.
  if is then
    if meta.ready == 0 then made[READY] = true end
    redis.call('ZADD', READY, string.format('%.0f', score_of(agent)), member_of(seq, id))
  end
  if was and (not is or seq ~= agent[PLACED_SEQ]) then
    redis.call('ZREM', READY, member_of(agent[PLACED_SEQ], id))
  end
  agent[PLACED_SEQ] = seq
  agent[IS_READY] = is and 1 or 0
  meta.ready = meta.ready + (is and 1 or 0) - (was and 1 or 0)
  changed[id] = agent
  return is and not was
end
