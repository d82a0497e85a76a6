import { defineEnvironment } from '@switchboard/chassis';
import { redisEnvironment } from './redis.environment.js';

describe("Redis' variables", () => {
  it('refuse a limit that cannot be met', () => {
    const read = (limit: string) =>
      defineEnvironment(redisEnvironment, { REDIS_URL: 'redis://nowhere', REDIS_COMMAND_TIMEOUT_MS: limit });
    expect(read('500').REDIS_COMMAND_TIMEOUT_MS).toBe(500);
    for (const limit of ['0', '-200'])
      expect(() => read(limit)).toThrow('REDIS_COMMAND_TIMEOUT_MS: is not a');
  });
});
