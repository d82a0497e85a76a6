--[[
  The leases of a shop.

  KEYS[1]  {shopId}:presence  ZSET: `agent:connection` -> when the lease ends (Redis ms)

  Answers {now in ms, member, end in ms, member, end in ms, ...}; an agent may occur once per connection.
]]
local time = redis.call('TIME')
local answer = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
table.insert(answer, 1, string.format('%.0f', tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)))
return answer
