--[[
  Names the next agents of a shop, in order. Each choice counts as pending on its agent until `sync` clears the
  operation, so that the next choice, by whichever process, sees it.

  Input:
    KEYS[1..4] ready, agents, ops, meta
    ARGV[1] operation id
    ARGV[2] epoch the caller works under
    ARGV[3] how many are wanted
    ARGV[4] how many at most in this operation
    ARGV[5] lifetime of the operation in ms; then other processes heal its picks
    ARGV[6] how long the shop is kept without a pick, in ms

  Output:
    {0, last score, compared (JSON), id, seq, ...}
                                               picked, each with its last known assignment; fewer than
                                               wanted: the rest is owed
    {1}                                        the shop is not loaded under this epoch
    {2, operation, id, ...}                    an operation died: read these agents from Postgres, sync them with it

  The same operation id again answers the same picks.
]]
--- @include "includes/shop"
--- @include "includes/score"
--- @include "includes/place"
local operation, epoch = ARGV[1], ARGV[2]
local wanted = tonumber(ARGV[3])
local limit = math.min(wanted, tonumber(ARGV[4]))
local lifetime, kept = tonumber(ARGV[5]), tonumber(ARGV[6])

local CANDIDATES_SHOWN = 10

if not meta.epoch or meta.epoch ~= epoch or meta.loader then return {1} end

-- A key that was lost looks like "no agents": counts that disagree, or a ready member that its record does not
-- know, mean that nothing here can be believed.
local function forget()
  redis.call('UNLINK', META)
  return {1}
end
if redis.call('ZCARD', READY) ~= meta.ready or redis.call('HLEN', AGENTS) ~= meta.agents
  or redis.call('HLEN', OPS) ~= meta.ops then
  return forget()
end

local function answer(score, compared, ids, seqs)
  local out = {0, score, compared}
  for i, id in ipairs(ids) do out[2 * i + 2], out[2 * i + 3] = id, seqs[i] end
  return out
end

local now = now_ms()
if meta.ops > 0 then
  local flat = redis.call('HGETALL', OPS)
  for i = 1, #flat, 2 do
    local expiry, ids, score, seqs = unpack(cmsgpack.unpack(flat[i + 1]))
    if flat[i] == operation then return answer(score, '{"by":"redis"}', ids, seqs) end
    if expiry < now then return {2, flat[i], unpack(ids)} end
  end
end

-- What the decision compared: the best candidates as they stood before the first choice; read in one go.
local function compared()
  local best, ids = redis.call('ZRANGE', READY, 0, CANDIDATES_SHOWN - 1, 'WITHSCORES'), {}
  for i = 1, #best, 2 do ids[#ids + 1] = string.sub(best[i], 17) end
  local packed = redis.call('HMGET', AGENTS, unpack(ids))
  local values = {}
  for i, id in ipairs(ids) do
    if not packed[i] then return nil end
    local agent = cmsgpack.unpack(packed[i])
    records[id] = agent
    local at = 4 * i
    values[at - 3], values[at - 2], values[at - 1], values[at] = id, agent[OPEN] + agent[PENDING], agent[CAPACITY], best[2 * i]
  end
  local n = #values
  values[n + 1], values[n + 2] = meta.ready, meta.agents - meta.ready - meta[1] - meta[2] - meta[3]
  values[n + 3], values[n + 4], values[n + 5] = meta[1], meta[2], meta[3]
  return string.format('{"by":"redis","candidates":[["%s",%d,%d,%s]' .. string.rep(',["%s",%d,%d,%s]', #ids - 1) ..
    '],"ready":%d,"full":%d,"inactive":%d,"notAccepting":%d,"offline":%d}', unpack(values))
end

local explanation = limit > 0 and meta.ready > 0 and compared()
if explanation == nil then return forget() end

local picked, seqs, score = {}, {}, '0'
while #picked < limit do
  local first = redis.call('ZRANGE', READY, 0, 0, 'WITHSCORES')
  if not first[1] then break end
  local id = string.sub(first[1], 17)
  local agent = load_agent(id)
  if not agent or agent[IS_READY] ~= 1 or member_of(agent[PLACED_SEQ], id) ~= first[1] then return forget() end
  score = first[2]
  meta.seq = meta.seq + 1
  agent[PENDING] = agent[PENDING] + 1
  place(id, agent, meta.seq)
  picked[#picked + 1], seqs[#picked + 1] = id, agent[LAST_SEQ]
end

if #picked < limit then meta.owed = meta.owed + wanted - #picked end
if #picked > 0 then
  if meta.ops == 0 then made[OPS] = true end
  meta.ops = meta.ops + 1
  redis.call('HSET', OPS, operation, cmsgpack.pack({ now + lifetime, picked, score, seqs }))
end
-- All four end at one instant, so that no reader finds only some of them. Moved on twice a term, not at each pick.
if meta.kept_until < now + kept / 2 then
  meta.kept_until = now + kept
  redis.call('HSET', META, 'keptUntil', string.format('%.0f', meta.kept_until))
  for _, key in ipairs(KEYS) do made[key] = true end
end
if #picked > 0 or #picked < limit then save() end
return answer(score, explanation or '{"by":"redis"}', picked, seqs)
