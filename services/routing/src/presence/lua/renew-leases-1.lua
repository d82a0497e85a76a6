--[[
  Opens or renews leases of connections to a shop.

  Leases that ran out stay for a minute: an agent whose lease ran out is offline, one without any lease may
  only have been forgotten by Redis.

  KEYS[1]  {shopId}:presence  ZSET: `agent:connection` -> when the lease ends (Redis ms)
  ARGV[1]  how long the leases are valid from now, in ms; negative: they have run out
  ARGV[2..] members `agent:connection`

  Answers the members that had no valid lease before: they have come, or come back.
]]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local kept = 60000
local ends = string.format('%.0f', now + tonumber(ARGV[1]))
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('(%.0f', now - kept))
local came = {}
for i = 2, #ARGV do
  local ended = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[i]) or 0)
  if ended < now then came[#came + 1] = ARGV[i] end
  redis.call('ZADD', KEYS[1], ends, ARGV[i])
end
local newest = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
if newest then redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', tonumber(newest) + kept)) end
return came
