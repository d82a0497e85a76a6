--[[
  Restarts a shop's event log: records are missing in it, so every reader must reset.

  KEYS[1]  {shopId}:events       stream
  KEYS[2]  {shopId}:events-meta  hash: generation, last
  ARGV[1]  a name for the new generation
  ARGV[2]  a record without effect, JSON: it makes open streams reset
  ARGV[3]  retention in ms
]]
--- @include "includes/generation"

redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[2], 'generation', ARGV[1])
local last = redis.call('XADD', KEYS[1], '*', 'g', ARGV[1], 'e', ARGV[2])
redis.call('HSET', KEYS[2], 'last', last)
redis.call('PEXPIRE', KEYS[1], ARGV[3])
keep_generation(KEYS[2], tonumber(ARGV[3]))
