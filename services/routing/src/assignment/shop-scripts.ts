import { Logger } from '@nestjs/common';
import {
  isRedirection,
  isRedisFailure,
  type LuaScript,
  type RedisConnection,
  type RedisNode,
  type ScriptArgument,
} from '@switchboard/redis';
import {
  circuitBreaker,
  ConsecutiveBreaker,
  handleWhen,
  isBrokenCircuitError,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import { poolKeys } from './lua/keys.js';

/** A script's run for one shop; the run id is the owner's of the shop's keys. */
export interface ShopCall {
  shopId: string;
  args: (runId: string) => ScriptArgument[];
}

/** What the pool's scripts answer. */
export type ShopReply = [code: number, ...rest: (string | number)[]];

/** After this many failures in a row a server is left alone for that long: every call would cost its time limit. */
const breakAfter = 3;
const leaveAloneMs = 1_000;

/**
 * Runs the pool's scripts for sets of shops: one round trip to each server that owns some of them, in a cluster to
 * several at once. A shop whose owner is not known, does not answer, or has given the slot away has no answer; no
 * redirection is followed, because what is true in one server's data need not be true in another's.
 */
export class ShopScripts {
  private readonly logger = new Logger(ShopScripts.name);
  private readonly breakers = new WeakMap<RedisNode['client'], CircuitBreakerPolicy>();

  constructor(private readonly connection: RedisConnection) {}

  /** Undefined where there is no answer. */
  async runAll(script: LuaScript, calls: readonly ShopCall[]): Promise<(ShopReply | undefined)[]> {
    const byNode = new Map<RedisNode, number[]>();
    calls.forEach(({ shopId }, at) => {
      const node = this.ownerOf(shopId);
      if (node) byNode.set(node, [...(byNode.get(node) ?? []), at]);
    });
    const replies = new Array<ShopReply | undefined>(calls.length).fill(undefined);
    await Promise.all(
      [...byNode].map(async ([node, places]) => {
        const answers = await this.runOn(
          node,
          script,
          places.map((at) => calls[at]!),
        );
        places.forEach((at, nth) => (replies[at] = answers?.[nth]));
      }),
    );
    return replies;
  }

  /** Throws when the server does not answer; undefined while the owner is not known. */
  async run(script: LuaScript, call: ShopCall): Promise<ShopReply | undefined> {
    const node = this.ownerOf(call.shopId);
    if (!node) return undefined;
    try {
      return await alone(node, script, call);
    } catch (error) {
      if (isRedirection(error)) this.connection.moved();
      throw error;
    }
  }

  private ownerOf(shopId: string): RedisNode | undefined {
    return this.connection.nodeOf(poolKeys(shopId)[0]!);
  }

  private async runOn(node: RedisNode, script: LuaScript, calls: readonly ShopCall[]) {
    try {
      return await this.breakerOf(node).execute(() => this.send(node, script, calls));
    } catch (error) {
      if (!isRedisFailure(error) && !isBrokenCircuitError(error)) {
        this.logger.error({ err: error, script: script.name }, 'a script failed; Postgres chooses instead');
      }
      return undefined;
    }
  }

  private async send(node: RedisNode, script: LuaScript, calls: readonly ShopCall[]) {
    if (calls.length === 1) return this.settle(await Promise.allSettled([alone(node, script, calls[0]!)]));
    const pipeline = node.client.pipeline();
    for (const { shopId, args } of calls) script.queue(pipeline, poolKeys(shopId), args(node.runId));
    const results = (await pipeline.exec()) ?? [];
    if (results.some(([error]) => error?.message.startsWith('NOSCRIPT'))) {
      await script.load(node.client);
      return this.settle(await Promise.allSettled(calls.map((call) => alone(node, script, call))));
    }
    return this.settle(
      results.map(([error, value]) =>
        error ? { status: 'rejected', reason: error } : { status: 'fulfilled', value: value as ShopReply },
      ),
    );
  }

  /** One failed call is one unanswered request; when all fail, it is the server that failed. */
  private settle(results: PromiseSettledResult<ShopReply>[]): (ShopReply | undefined)[] {
    const failed = results.filter((result) => result.status === 'rejected');
    const moved = failed.filter(({ reason }) => isRedirection(reason));
    if (moved.length > 0) this.connection.moved();
    else if (failed.length === results.length) throw failed[0]!.reason;
    return results.map((result) => (result.status === 'fulfilled' ? result.value : undefined));
  }

  private breakerOf({ client }: RedisNode): CircuitBreakerPolicy {
    const known = this.breakers.get(client);
    if (known) return known;
    const breaker = circuitBreaker(handleWhen(isRedisFailure), {
      halfOpenAfter: leaveAloneMs,
      breaker: new ConsecutiveBreaker(breakAfter),
    });
    breaker.onBreak(() => this.logger.warn('Redis does not answer: Postgres chooses the agents meanwhile'));
    breaker.onReset(() => this.logger.log('Redis answers again'));
    this.breakers.set(client, breaker);
    return breaker;
  }
}

const alone = ({ client, runId }: RedisNode, script: LuaScript, { shopId, args }: ShopCall) =>
  script.run(client, poolKeys(shopId), args(runId)) as Promise<ShopReply>;
