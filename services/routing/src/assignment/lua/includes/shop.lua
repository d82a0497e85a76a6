--[[
  One shop's agents, as every script sees them. Include it first.

    KEYS[1] ready   ZSET  agents that may be picked: score -> '%016d(seq)' .. id
    KEYS[2] agents  HASH  id -> record, packed
    KEYS[3] ops     HASH  picks in flight: operation -> {expiry, picked ids, last score}, packed
    KEYS[4] meta    HASH  epoch, mode, seq, owed, loader; how many entries the other three should have; and until
                          when all four are kept

  A record holds what Postgres committed (fields 1-7) and what only Redis knows (8-10).
]]
local OPEN, CAPACITY, AVAILABILITY, VERSION, LAST_SEQ, BASE, DEALT = 1, 2, 3, 4, 5, 6, 7
local PENDING, PLACED_SEQ, IS_READY = 8, 9, 10

local READY, AGENTS, OPS, META = KEYS[1], KEYS[2], KEYS[3], KEYS[4]

local found = redis.call('HMGET', META, 'epoch', 'mode', 'seq', 'owed', 'loader', 'loaderUntil',
  'ready', 'agents', 'ops', 'inactive', 'notAccepting', 'offline', 'keptUntil')
local meta = {
  epoch = found[1], mode = found[2], seq = tonumber(found[3] or 0), owed = tonumber(found[4] or 0),
  loader = found[5], loaderUntil = tonumber(found[6] or 0),
  ready = tonumber(found[7] or 0), agents = tonumber(found[8] or 0), ops = tonumber(found[9] or 0),
  kept_until = tonumber(found[13] or 0),
  -- by availability code
  tonumber(found[10] or 0), tonumber(found[11] or 0), tonumber(found[12] or 0),
}

local records, changed = {}, {}
-- Keys that may be new: Redis makes and deletes them with their entries, and knows of a new one no end.
local made = {}

local function now_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function load_agent(id)
  if records[id] == nil then
    local packed = redis.call('HGET', AGENTS, id)
    records[id] = packed and cmsgpack.unpack(packed) or false
  end
  return records[id]
end

local function member_of(seq, id)
  return string.format('%016.0f', seq) .. id
end

-- The fields that scripts change, as they were found; the last three by availability code.
local FIELDS = { 'seq', 'owed', 'ready', 'agents', 'ops', 'inactive', 'notAccepting', 'offline' }
local before = { meta.seq, meta.owed, meta.ready, meta.agents, meta.ops, meta[1], meta[2], meta[3] }

-- Writes what changed. Called once, at the end: everything before it only reads or moves ready members.
local function save()
  for id, agent in pairs(changed) do redis.call('HSET', AGENTS, id, cmsgpack.pack(agent)) end
  local args = {}
  for i, name in ipairs(FIELDS) do
    local value = i > 5 and meta[i - 5] or meta[name]
    if value ~= before[i] then
      args[#args + 1] = name
      args[#args + 1] = value
    end
  end
  if #args > 0 then redis.call('HSET', META, unpack(args)) end
  for key in pairs(made) do redis.call('PEXPIREAT', key, string.format('%.0f', meta.kept_until)) end
end
