--[[
  Appends records to a shop's event log and trims what is older than the retention.

  The log has a generation: a name drawn when the log begins. A reader that finds another generation than
  the one it knows has lost records (the log was deleted, or Redis came back without it) and resets.
  A log that simply expired because nothing happened for so long keeps its generation.

  KEYS[1]  {shopId}:events       stream
  KEYS[2]  {shopId}:events-meta  hash: generation, last (id of the last record)
  ARGV[1]  a name for a new generation, used only when there is none
  ARGV[2]  retention in ms
  ARGV[3..] the records, JSON

  Answers the id of the last record.
]]
--- @include "includes/generation"

local retention = tonumber(ARGV[2])
local now = now_ms()
local generation = generation_of(KEYS[1], KEYS[2], ARGV[1], retention, now)
local last = false
for i = 3, #ARGV do
  last = redis.call('XADD', KEYS[1], 'MINID', '~', string.format('%.0f', now - retention), '*', 'g', generation, 'e', ARGV[i])
end
if last then
  redis.call('HSET', KEYS[2], 'last', last)
  redis.call('PEXPIRE', KEYS[1], retention)
  keep_generation(KEYS[2], retention)
end
return last
