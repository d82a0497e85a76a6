--[[
  Takes from Postgres: the absolute state of agents, applied where its version is not older, and which operation is
  settled by it. A call that arrives twice, late or out of order does no harm.

  Input:
    KEYS[1..4] ready, agents, ops, meta
    ARGV[1] loader token, or '' outside a rebuild
    ARGV[2] operation that is settled, or ''
    ARGV[3] lease of the loader in ms
    ARGV[4..] eight values per agent: id, open, capacity, availability, version, last_seq, base, dealt
              (open -1: Postgres does not know it)

  Output:
    {0}     done
    {1, n}  done, and n chats that found no agent can be served now
    {2}     the shop is not loaded: nothing to keep up to date
    {3}     the loader lost its lease
]]
--- @include "includes/shop"
--- @include "includes/score"
--- @include "includes/place"
local token, operation, lease = ARGV[1], ARGV[2], tonumber(ARGV[3])

if not meta.epoch and not meta.loader then return {2} end
if token ~= '' and meta.loader ~= token then return {3} end

local touched = {}

if operation ~= '' then
  local packed = redis.call('HGET', OPS, operation)
  if packed then
    redis.call('HDEL', OPS, operation)
    meta.ops = meta.ops - 1
    for _, id in ipairs(cmsgpack.unpack(packed)[2]) do
      local agent = load_agent(id)
      if agent then
        agent[PENDING] = math.max(0, agent[PENDING] - 1)
        touched[id] = agent
      end
    end
  end
end

local function count_availability(agent, by)
  local code = agent[AVAILABILITY]
  if code > 0 then meta[code] = meta[code] + by end
end

local function remove(id, agent)
  if agent[IS_READY] == 1 then
    redis.call('ZREM', READY, member_of(agent[PLACED_SEQ], id))
    meta.ready = meta.ready - 1
  end
  redis.call('HDEL', AGENTS, id)
  made[AGENTS] = true
  count_availability(agent, -1)
  meta.agents = meta.agents - 1
  records[id], touched[id] = false, nil
end

for i = 4, #ARGV, 8 do
  local id = ARGV[i]
  local agent = load_agent(id)
  if ARGV[i + 1] == '-1' then
    if agent then remove(id, agent) end
  else
    if not agent then
      agent = { 0, 1, 0, -1, 0, 0, 0, 0, 0, 0 }
      records[id] = agent
      if meta.agents == 0 then made[AGENTS] = true end
      meta.agents = meta.agents + 1
    end
    if tonumber(ARGV[i + 4]) >= agent[VERSION] then
      count_availability(agent, -1)
      for field = OPEN, DEALT do agent[field] = tonumber(ARGV[i + field]) end
      count_availability(agent, 1)
      meta.seq = math.max(meta.seq, agent[LAST_SEQ])
    end
    touched[id] = agent
  end
end

local became_ready = false
for id, agent in pairs(touched) do
  -- nothing in flight: whatever is still pending belongs to no pick
  if meta.ops == 0 then agent[PENDING] = 0 end
  local seq = agent[LAST_SEQ]
  if agent[PENDING] > 0 then seq = math.max(seq, agent[PLACED_SEQ]) end
  if place(id, agent, seq) then became_ready = true end
end

local kick = became_ready and meta.owed > 0 and not meta.loader and meta.owed
if kick then meta.owed = 0 end
save()
if token ~= '' then redis.call('HSET', META, 'loaderUntil', now_ms() + lease) end
if kick then return {1, kick} end
return {0}
