-- Mirrors a member's standing unless a newer one is there already (two identity processes may write in any order).
-- KEYS[1] the member's key
-- ARGV[1] accessVersion  ARGV[2] status  ARGV[3] seconds to keep
-- Answers 1 written, 0 a newer one is there
local known = redis.call('GET', KEYS[1])
if known then
  local version = tonumber(string.match(known, '^(%d+):'))
  if version and version > tonumber(ARGV[1]) then
    return 0
  end
end
redis.call('SET', KEYS[1], ARGV[1] .. ':' .. ARGV[2], 'EX', ARGV[3])
return 1
