import { testRedis, type TestRedis } from '@switchboard/testing';
import { MemoryScale } from './measure-memory.js';

/** Bounds with room for Redis versions; the figures themselves are in docs/capacity.md. */
describe('what Redis needs', () => {
  let redis: TestRedis;
  let scale: MemoryScale;
  beforeAll(async () => {
    redis = await testRedis();
    scale = await MemoryScale.open(redis.url);
  });
  afterAll(async () => {
    await scale.close();
    await redis.close();
  });

  it.each([
    [10, 250],
    [1_000, 400],
    [10_000, 400],
  ])('a shop of %d agents: at most %d bytes for each of them', async (agents, most) => {
    const { bytes } = await scale.agents(agents);
    expect(bytes / agents).toBeGreaterThan(50);
    expect(bytes / agents).toBeLessThanOrEqual(most);
  });

  it('an open stream, a change in the log, a member in the access mirror', async () => {
    const [stream, change, member] = [
      await scale.presence(1_000),
      await scale.log(1_000),
      await scale.access(100),
    ];
    expect(stream.bytes / stream.count).toBeLessThanOrEqual(300);
    expect(change.bytes / change.count).toBeLessThanOrEqual(250);
    expect(member.bytes / member.count).toBeLessThanOrEqual(500);
  });
});
