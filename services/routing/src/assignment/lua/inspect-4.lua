--[[
  Reads a page of what is known of a shop's agents, and with the first one the picks that were not settled in time;
  changes nothing.

  Input:
    KEYS[1..4] ready, agents, ops, meta
    ARGV[1] cursor, '0' first
    ARGV[2] about how many

  Output: {epoch or '', next cursor, {{operation, id, ...}, ...}, then eight values per agent as sync-4 takes them}
]]
local expired = {}
if ARGV[1] == '0' then
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local flat = redis.call('HGETALL', KEYS[3])
  for i = 1, #flat, 2 do
    local expiry, ids = unpack(cmsgpack.unpack(flat[i + 1]))
    if expiry < now then expired[#expired + 1] = { flat[i], unpack(ids) } end
  end
end

local page = redis.call('HSCAN', KEYS[2], ARGV[1], 'COUNT', ARGV[2])
local out = { redis.call('HGET', KEYS[4], 'epoch') or '', page[1], expired }
for i = 1, #page[2], 2 do
  local agent = cmsgpack.unpack(page[2][i + 1])
  out[#out + 1] = page[2][i]
  for field = 1, 7 do out[#out + 1] = agent[field] end
end
return out
