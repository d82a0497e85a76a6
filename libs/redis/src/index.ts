export { createRedisClient, redisPrefixed, type RedisClient } from './redis-client.js';
export { RedisConnection } from './redis-connection.js';
export { type RedisInstance, type RedisNode } from './redis-nodes.js';
export { redisEnvironment } from './redis.environment.js';
export { RedisModule } from './redis.module.js';
export { loadScripts, type LuaScript, type ScriptArgument } from './lua-script.js';
export { isRedirection, isRedisFailure } from './redis-errors.js';
