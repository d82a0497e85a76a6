--[[
  Begins or ends the filling of a shop. One loader at a time holds a lease, which every chunk renews: two would
  publish half a shop. The epoch is written last; until then `pick` answers that the shop is not loaded.

  Input:
    KEYS[1..4] ready, agents, ops, meta
    ARGV[1] 'begin' or 'end'
    ARGV[2] loader token
    ARGV[3] epoch
    ARGV[4] mode
    ARGV[5] lease in ms
    ARGV[6] '1': begin even if the shop is loaded under this epoch
    ARGV[7] how long the shop is kept without a pick, in ms

  Output: 0 go on, 1 loaded already, 2 another process loads, 3 the lease was lost
]]
local READY, AGENTS, OPS, META = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local step, token, epoch, mode, lease, force = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6] == '1'

local found = redis.call('HMGET', META, 'epoch', 'loader', 'loaderUntil')
local known, loader, loader_until = found[1], found[2], tonumber(found[3] or 0)

if step == 'begin' then
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  if known == epoch and not loader and not force then return 1 end
  if loader and loader_until > now then return 2 end
  redis.call('UNLINK', READY, AGENTS, OPS, META)
  local kept_until = string.format('%.0f', now + tonumber(ARGV[7]))
  redis.call('HSET', META, 'loader', token, 'loaderUntil', now + lease, 'mode', mode, 'keptUntil', kept_until)
  redis.call('PEXPIREAT', META, kept_until)
  return 0
end

if loader ~= token then return 3 end
redis.call('HDEL', META, 'loader', 'loaderUntil')
redis.call('HSET', META, 'epoch', epoch)
return 0
