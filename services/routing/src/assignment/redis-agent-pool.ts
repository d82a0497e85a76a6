import { Injectable } from '@nestjs/common';
import { RedisConnection } from '@switchboard/redis';
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
import { poolScripts } from './lua/pool-scripts.js';
import { ShopScripts, type ShopReply } from './shop-scripts.js';

type InspectReply = [
  epoch: string,
  cursor: string,
  expired: [operation: string, ...agentIds: string[]][],
  ...states: (string | number)[],
];

/** What a shop is loaded under: a restart or failover of the server that owns its keys makes it unknown. */
const loadedUnder = (epoch: number, runId: string): string => `${epoch}:${runId}`;

/**
 * The pool in Redis: four keys per shop under one hash tag, changed by scripts only. A set of shops costs one
 * round trip, in a cluster one per server.
 */
@Injectable()
export class RedisAgentPool extends AgentPool {
  private readonly scripts: ShopScripts;

  constructor(
    connection: RedisConnection,
    private readonly settings: EngineSettings,
  ) {
    super();
    this.scripts = new ShopScripts(connection);
  }

  async pick(requests: readonly PickRequest[]): Promise<PickReply[]> {
    const { pickLimit, operationMs, keptMs } = this.settings;
    const replies = await this.scripts.runAll(
      poolScripts.pick,
      requests.map(({ shopId, operation, epoch, wanted }) => ({
        shopId,
        args: (runId) => [operation, loadedUnder(epoch, runId), wanted, pickLimit, operationMs, keptMs],
      })),
    );
    return replies.map((reply, at) => toPickReply(reply, Math.min(requests[at]!.wanted, pickLimit)));
  }

  async sync(requests: readonly SyncRequest[]): Promise<SyncReply[]> {
    const replies = await this.scripts.runAll(
      poolScripts.sync,
      requests.map(({ shopId, operation, states, loader }) => ({
        shopId,
        args: () => [loader ?? '', operation ?? '', this.settings.loaderLeaseMs, ...states.flat()],
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
    let expected = '';
    const reply = await this.scripts.run(poolScripts.inspect, {
      shopId,
      args: (runId) => {
        expected = loadedUnder(epoch, runId);
        return [cursor, this.settings.loadChunk];
      },
    });
    if (!reply) return { loaded: false, cursor: '0', states: [], expired: [] };
    const [found, next, open, ...values] = reply as unknown as InspectReply;
    const expired = open.map(([operation, ...agentIds]) => ({ operation, agentIds }));
    const states: AgentState[] = [];
    for (let at = 0; at < values.length; at += 8) {
      states.push(values.slice(at, at + 8) as unknown as AgentState);
    }
    return { loaded: found === expected, cursor: next, states, expired };
  }

  private async load(
    shopId: string,
    step: 'begin' | 'end',
    { token, epoch, mode, force }: { token: string; epoch: number; mode: string; force?: boolean },
  ): Promise<LoadReply> {
    const { loaderLeaseMs, keptMs } = this.settings;
    const reply = await this.scripts.run(poolScripts.load, {
      shopId,
      args: (runId) => [step, token, loadedUnder(epoch, runId), mode, loaderLeaseMs, force ? 1 : 0, keptMs],
    });
    const code = reply as unknown as number | undefined;
    if (code === loadCode.goOn) return 'go_on';
    if (code === loadCode.loadedAlready) return 'loaded_already';
    return code === loadCode.leaseLost ? 'lease_lost' : 'busy';
  }
}

function toPickReply(reply: ShopReply | undefined, asked: number): PickReply {
  if (!reply) return { kind: 'unavailable' };
  const [code, ...rest] = reply;
  if (code === pickCode.notLoaded) return { kind: 'not_loaded' };
  const [first, second, ...others] = rest as string[];
  if (code === pickCode.heal) {
    return { kind: 'heal', operation: first!, agentIds: rest.slice(1) as string[] };
  }
  const agentIds = others.filter((_, at) => at % 2 === 0);
  return {
    kind: 'picked',
    agentIds,
    knownSeqs: agentIds.map((_, at) => Number(others[2 * at + 1])),
    shortfall: agentIds.length < asked,
    lastScore: Number(first),
    compared: second!,
  };
}

function toSyncReply(reply: ShopReply | undefined): SyncReply {
  if (!reply) return { kind: 'unavailable' };
  const [code, chats] = reply;
  if (code === syncCode.kick) return { kind: 'kick', chats: Number(chats) };
  if (code === syncCode.notLoaded) return { kind: 'not_loaded' };
  return code === syncCode.leaseLost ? { kind: 'lease_lost' } : { kind: 'done' };
}
