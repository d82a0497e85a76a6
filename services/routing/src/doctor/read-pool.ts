import { loadScripts, type RedisClient } from '@switchboard/redis';
import type { AgentState } from '../assignment/agent-state.js';
import { poolKeys } from '../assignment/lua/keys.js';

const { believed } = loadScripts<'believed'>(new URL('./lua/', import.meta.url));

/** What Redis keeps of an agent. */
export interface BelievedAgent {
  state: AgentState;
  /** Picks on their way. */
  pending: number;
  marked: boolean;
  /** Place among those who may be picked; undefined: not there. */
  score: number | undefined;
}

/** All that Redis holds about a shop's workload. */
export interface BelievedShop {
  /** `<Postgres's epoch>:<run id>`; undefined: not loaded, or being loaded. */
  epoch: string | undefined;
  mode: string;
  /** Entries found, and how many there should be. */
  sizes: Record<'ready' | 'agents' | 'ops', { found: number; counted: number }>;
  /** Picks that are open. */
  operations: string[];
  agents: Map<string, BelievedAgent>;
}

type Page = (string | number | string[])[];

const agentsPerPage = 500;
const headLength = 11;
const agentLength = 12;

/** Reads a shop page by page; between two pages it may change. */
export async function readPool(redis: RedisClient, shopId: string): Promise<BelievedShop> {
  const agents = new Map<string, BelievedAgent>();
  for (let cursor = '0'; ;) {
    const page = (await believed.run(redis, poolKeys(shopId), [cursor, agentsPerPage])) as Page;
    for (let at = headLength; at < page.length; at += agentLength) {
      const [id, ...rest] = page.slice(at, at + agentLength) as string[];
      const fields = rest.slice(0, 10).map(Number);
      const score = rest[10];
      agents.set(id!, {
        state: [id, ...fields.slice(0, 7)] as unknown as AgentState,
        pending: fields[7]!,
        marked: fields[9] === 1,
        score: score === '' ? undefined : Number(score),
      });
    }
    cursor = String(page[0]);
    if (cursor === '0') return { ...headOf(page), agents };
  }
}

function headOf(page: Page): Omit<BelievedShop, 'agents'> {
  const [, epoch, mode, loader, ...counts] = page.slice(0, headLength - 1);
  const [ready, agents, ops, readyCounted, agentsCounted, opsCounted] = counts.map(Number) as number[];
  return {
    epoch: loader === '' && epoch !== '' ? String(epoch) : undefined,
    mode: String(mode),
    operations: page[headLength - 1] as string[],
    sizes: {
      ready: { found: ready!, counted: readyCounted! },
      agents: { found: agents!, counted: agentsCounted! },
      ops: { found: ops!, counted: opsCounted! },
    },
  };
}
