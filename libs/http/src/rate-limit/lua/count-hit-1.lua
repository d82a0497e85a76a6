-- Counts one hit in a fixed window.
-- KEYS[1] the counter
-- ARGV[1] length of the window in milliseconds
-- Answers {hits in this window, milliseconds left of it}
local hits = redis.call('INCR', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  left = tonumber(ARGV[1])
end
return { hits, left }
