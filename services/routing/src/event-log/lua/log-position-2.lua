--[[
  The end of a shop's event log: the position a new reader starts from.

  KEYS[1]  {shopId}:events       stream
  KEYS[2]  {shopId}:events-meta  hash: generation, last
  ARGV[1]  a name for a new generation, used only when there is none
  ARGV[2]  retention in ms

  Answers {generation, id that all later entries come after, oldest ms that a position may have,
  id of the last record or ""}.
]]
--- @include "includes/generation"

local retention = tonumber(ARGV[2])
local now = now_ms()
local generation = generation_of(KEYS[1], KEYS[2], ARGV[1], retention, now)
keep_generation(KEYS[2], retention)
local id = string.format('%.0f-0', now - 1)
local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if newest and tonumber(string.match(newest[1], '^(%d+)')) >= now - 1 then id = newest[1] end
return { generation, id, string.format('%.0f', now - retention), redis.call('HGET', KEYS[2], 'last') or '' }
