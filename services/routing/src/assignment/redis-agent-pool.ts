import { Injectable, Logger } from '@nestjs/common';
import { isRedisFailure, RedisConnection, type LuaScript, type ScriptArgument } from '@switchboard/redis';
import { circuitBreaker, ConsecutiveBreaker, handleWhen, isBrokenCircuitError } from 'cockatiel';
import { Cluster } from 'ioredis';
import {
  AgentPool,
  type LoadReply,
  type PickReply,
  type PickRequest,
  type PoolPage,
  type SyncReply,
  type SyncRequest,
} from './agent-pool.js';
import type { AgentState } from './agent-state.js';
import { EngineSettings } from './engine-settings.js';
import { loadCode, pickCode, syncCode } from './lua/codes.js';
import { poolKeys } from './lua/keys.js';
import { poolScripts } from './lua/pool-scripts.js';

interface Call {
  shopId: string;
  args: ScriptArgument[];
}
type RawReply = [code: number, ...rest: (string | number)[]];

/** After so many failures in a row Redis is left alone for that long: every pick would cost its time limit. */
const breakAfter = 3;
const leaveAloneMs = 1_000;

/**
 * The pool in Redis: four keys per shop under one hash tag, changed by scripts only. A set of shops costs one
 * round trip. It is usable under the epoch `<Postgres's>:<run id>`: a restart or failover makes every shop unknown.
 */
@Injectable()
export class RedisAgentPool extends AgentPool {
  private readonly logger = new Logger(RedisAgentPool.name);
  private readonly breaker = circuitBreaker(handleWhen(isRedisFailure), {
    halfOpenAfter: leaveAloneMs,
    breaker: new ConsecutiveBreaker(breakAfter),
  });

  constructor(
    private readonly connection: RedisConnection,
    private readonly settings: EngineSettings,
  ) {
    super();
    this.breaker.onBreak(() =>
      this.logger.warn('Redis does not answer: Postgres chooses the agents meanwhile'),
    );
    this.breaker.onReset(() => this.logger.log('Redis answers again'));
  }

  async pick(requests: readonly PickRequest[]): Promise<PickReply[]> {
    const { pickLimit, operationMs } = this.settings;
    const replies = await this.runAll(
      poolScripts.pick,
      requests.map(({ shopId, operation, epoch, wanted }) => ({
        shopId,
        args: [operation, this.epochOf(epoch), wanted, pickLimit, operationMs],
      })),
    );
    return replies.map((reply, at) => toPickReply(reply, Math.min(requests[at]!.wanted, pickLimit)));
  }

  async sync(requests: readonly SyncRequest[]): Promise<SyncReply[]> {
    const replies = await this.runAll(
      poolScripts.sync,
      requests.map(({ shopId, operation, states, loader }) => ({
        shopId,
        args: [loader ?? '', operation ?? '', this.settings.loaderLeaseMs, ...states.flat()],
      })),
    );
    return replies.map(toSyncReply);
  }

  beginLoad(shopId: string, load: { token: string; epoch: number; mode: string; force?: boolean }) {
    return this.load(shopId, 'begin', load);
  }

  endLoad(shopId: string, load: { token: string; epoch: number; mode: string }) {
    return this.load(shopId, 'end', load);
  }

  async inspect(shopId: string, epoch: number, cursor: string): Promise<PoolPage> {
    const reply = (await poolScripts.inspect.run(this.connection.client, poolKeys(shopId), [
      cursor,
      this.settings.loadChunk,
    ])) as [epoch: string, cursor: string, ...values: (string | number)[]];
    const [loadedUnder, next, ...values] = reply;
    const states: AgentState[] = [];
    for (let at = 0; at < values.length; at += 8) {
      states.push(values.slice(at, at + 8) as unknown as AgentState);
    }
    return { loaded: loadedUnder === this.epochOf(epoch), cursor: next, states };
  }

  private async load(
    shopId: string,
    step: 'begin' | 'end',
    { token, epoch, mode, force }: { token: string; epoch: number; mode: string; force?: boolean },
  ): Promise<LoadReply> {
    const args = [step, token, this.epochOf(epoch), mode, this.settings.loaderLeaseMs, force ? '1' : '0'];
    const code = (await poolScripts.load.run(this.connection.client, poolKeys(shopId), args)) as number;
    if (code === loadCode.goOn) return 'go_on';
    if (code === loadCode.loadedAlready) return 'loaded_already';
    return code === loadCode.busy ? 'busy' : 'lease_lost';
  }

  private epochOf(epoch: number): string {
    return `${epoch}:${this.connection.instance?.runId ?? ''}`;
  }

  /** One round trip for all of them; undefined where Redis did not answer. */
  private async runAll(script: LuaScript, calls: readonly Call[]): Promise<(RawReply | undefined)[]> {
    if (calls.length === 0) return [];
    try {
      return await this.breaker.execute(() => this.send(script, calls));
    } catch (error) {
      if (!isRedisFailure(error) && !isBrokenCircuitError(error)) {
        this.logger.error({ err: error, script: script.name }, 'a script failed; Postgres chooses instead');
      }
      return calls.map(() => undefined);
    }
  }

  private async send(script: LuaScript, calls: readonly Call[]): Promise<(RawReply | undefined)[]> {
    const { client } = this.connection;
    const alone = ({ shopId, args }: Call) => script.run(client, poolKeys(shopId), args) as Promise<RawReply>;
    // A cluster's pipeline takes one node only; single commands to many nodes overlap just as well.
    if (calls.length === 1 || client instanceof Cluster)
      return settle(await Promise.allSettled(calls.map(alone)));

    const pipeline = client.pipeline();
    for (const { shopId, args } of calls) script.queue(pipeline, poolKeys(shopId), args);
    const results = (await pipeline.exec()) ?? [];
    if (results.some(([error]) => error?.message.startsWith('NOSCRIPT'))) {
      await script.load(client);
      return settle(await Promise.allSettled(calls.map(alone)));
    }
    return settle(
      results.map(([error, value]) =>
        error ? { status: 'rejected', reason: error } : { status: 'fulfilled', value: value as RawReply },
      ),
    );
  }
}

/** One failed call is one unanswered request; when all fail, it is Redis that failed. */
function settle(results: PromiseSettledResult<RawReply>[]): (RawReply | undefined)[] {
  const failed = results.filter((result) => result.status === 'rejected');
  if (failed.length === results.length) throw failed[0]!.reason;
  return results.map((result) => (result.status === 'fulfilled' ? result.value : undefined));
}

function toPickReply(reply: RawReply | undefined, asked: number): PickReply {
  if (!reply) return { kind: 'unavailable' };
  const [code, ...rest] = reply;
  if (code === pickCode.notLoaded) return { kind: 'not_loaded' };
  const [first, second, ...others] = rest as string[];
  if (code === pickCode.heal) {
    return { kind: 'heal', operation: first!, agentIds: rest.slice(1) as string[] };
  }
  return {
    kind: 'picked',
    agentIds: others,
    shortfall: others.length < asked,
    lastScore: Number(first),
    compared: second!,
  };
}

function toSyncReply(reply: RawReply | undefined): SyncReply {
  if (!reply) return { kind: 'unavailable' };
  const [code, chats] = reply;
  if (code === syncCode.kick) return { kind: 'kick', chats: Number(chats) };
  if (code === syncCode.notLoaded) return { kind: 'not_loaded' };
  return code === syncCode.leaseLost ? { kind: 'lease_lost' } : { kind: 'done' };
}
