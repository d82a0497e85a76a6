--[[
  Reads a page of what is known of a shop's agents; changes nothing.

  Input:
    KEYS[1..4] ready, agents, ops, meta
    ARGV[1] cursor, '0' first
    ARGV[2] about how many

  Output: {epoch or '', next cursor, then eight values per agent as sync-4 takes them}
]]
local page = redis.call('HSCAN', KEYS[2], ARGV[1], 'COUNT', ARGV[2])
local out = { redis.call('HGET', KEYS[4], 'epoch') or '', page[1] }
for i = 1, #page[2], 2 do
  local agent = cmsgpack.unpack(page[2][i + 1])
  out[#out + 1] = page[2][i]
  for field = 1, 7 do out[#out + 1] = agent[field] end
end
return out
