--- @include "includes/double"
--- @include "includes/double"
return double(redis.call('INCRBY', KEYS[1], ARGV[1]))
