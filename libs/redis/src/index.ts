export { createRedisClient, redisPrefixed, type RedisClient } from './redis-client.js';
export { RedisConnection, type RedisInstance } from './redis-connection.js';
export { redisEnvironment } from './redis.environment.js';
export { RedisModule, type RedisSettings } from './redis.module.js';
export { loadScripts, type LuaScript, type ScriptArgument } from './lua-script.js';
export { isRedisFailure } from './redis-errors.js';
