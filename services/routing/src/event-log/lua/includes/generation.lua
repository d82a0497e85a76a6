-- Redis's own clock in ms: positions are compared with ids that Redis made.
local function now_ms()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- The name is kept a day longer than the records: a log that expired in a quiet hour keeps its generation, one
-- unused for a day leaves nothing behind.
local function keep_generation(meta, retention)
  redis.call('PEXPIRE', meta, retention + 86400000)
end

-- The log's generation; a new one where the log has none, or where its records went before their time.
local function generation_of(events, meta, fresh, retention, now)
  local known = redis.call('HMGET', meta, 'generation', 'last')
  if known[1] then
    if not known[2] or redis.call('EXISTS', events) == 1 then return known[1] end
    local last_ms = tonumber(string.match(known[2], '^(%d+)'))
    if now - last_ms >= retention then return known[1] end
  end
  redis.call('DEL', events)
  redis.call('HSET', meta, 'generation', fresh)
  redis.call('HDEL', meta, 'last')
  return fresh
end
