--[[
  Reads a page of a shop with everything that is known of it; changes nothing.

  Input:
    KEYS[1..4] ready, agents, ops, meta
    ARGV[1] cursor, '0' first
    ARGV[2] about how many agents

  Output: {next cursor, epoch or '', mode or '', loader or '',
           entries in ready, agents, ops, and the same three as meta counts them,
           {ids of the picks that are open},
           then per agent: id, its ten fields as sync-4 keeps them, its score in ready or ''}
]]
local page = redis.call('HSCAN', KEYS[2], ARGV[1], 'COUNT', ARGV[2])
local meta = redis.call('HMGET', KEYS[4], 'epoch', 'mode', 'loader', 'ready', 'agents', 'ops')
local out = {
  page[1], meta[1] or '', meta[2] or '', meta[3] or '',
  redis.call('ZCARD', KEYS[1]), redis.call('HLEN', KEYS[2]), redis.call('HLEN', KEYS[3]),
  tonumber(meta[4] or 0), tonumber(meta[5] or 0), tonumber(meta[6] or 0),
  redis.call('HKEYS', KEYS[3]),
}
for i = 1, #page[2], 2 do
  local id, agent = page[2][i], cmsgpack.unpack(page[2][i + 1])
  out[#out + 1] = id
  for field = 1, 10 do out[#out + 1] = string.format('%.0f', agent[field]) end
  out[#out + 1] = redis.call('ZSCORE', KEYS[1], string.format('%016.0f', agent[9]) .. id) or ''
end
return out
