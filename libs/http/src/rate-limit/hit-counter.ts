import { Injectable } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { loadScripts, RedisConnection, redisPrefixed } from '@switchboard/redis';

const scripts = loadScripts<'count-hit'>(new URL('./lua/', import.meta.url));
const key = redisPrefixed('rate');
/** Counters a process keeps by itself while Redis is gone; beyond that the oldest are forgotten. */
const localLimit = 50_000;

type Record = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** Hits per key and window, counted in Redis for all processes; while it is gone, by each process for itself. */
@Injectable()
export class HitCounter implements ThrottlerStorage {
  private readonly local = new Map<string, { hits: number; endsAt: number }>();

  constructor(private readonly redis: RedisConnection) {}

  /** `ttl` in milliseconds; answers seconds, as the throttler wants them. */
  async increment(name: string, ttl: number, limit: number): Promise<Record> {
    const [hits, leftMs] = await this.count(name, ttl);
    const left = Math.max(1, Math.ceil(leftMs / 1000));
    return { totalHits: hits, timeToExpire: left, isBlocked: hits > limit, timeToBlockExpire: left };
  }

  /** Resets a key's window: what was counted turned out to be no misuse. */
  async forget(name: string): Promise<void> {
    this.local.delete(name);
    await this.redis.client.del(key(name)).catch(() => undefined);
  }

  private async count(name: string, ttl: number): Promise<[hits: number, leftMs: number]> {
    if (!this.redis.nodeOf(key(name))) return this.countHere(name, ttl);
    try {
      return (await scripts['count-hit'].run(this.redis.client, [key(name)], [ttl])) as [number, number];
    } catch {
      return this.countHere(name, ttl);
    }
  }

  private countHere(name: string, ttl: number): [hits: number, leftMs: number] {
    const now = Date.now();
    const known = this.local.get(name);
    const window = known && known.endsAt > now ? known : { hits: 0, endsAt: now + ttl };
    window.hits += 1;
    this.local.delete(name);
    this.local.set(name, window);
    if (this.local.size > localLimit) this.local.delete(this.local.keys().next().value!);
    return [window.hits, window.endsAt - now];
  }
}
