import { Logger } from '@nestjs/common';
import type { Database } from '@switchboard/persistence';
import { testDatabase, type OpenAssignmentSystem, type TestDatabase } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import type { AgentState } from '../../src/assignment/agent-state.js';
import { EngineSettings } from '../../src/assignment/engine-settings.js';
import { functions, migrations } from '../../src/db/data-source.js';
import { startEngine, type EngineProcess } from '../engine/engine-process.js';

/** An empty database of this service, for every system of the benchmark alike. */
export const createDatabase = (): Promise<TestDatabase> => testDatabase('routing', migrations, functions);

/** Shops loaded at once before a measurement. */
const loadedAtOnce = 16;

const closer = { kind: 'user', id: '00000000-0000-7000-8000-000000000001' } as const;

/** The engine as the benchmark drives it: one process with its own connections. */
export const open: OpenAssignmentSystem = async ({ databaseUrl, redisUrl, connections }, assigned) => {
  Logger.overrideLogger(['error']);
  const { fewAgents } = new EngineSettings();
  const engine = await startEngine({ databaseUrl, redisUrl, poolSize: connections, settings: { fewAgents } });
  tellAssigned(engine.database, assigned);
  return {
    prepare: (shopIds) => prepare(engine, shopIds),
    arrive: async ({ shopId, customerId, text }) => {
      const message = { shopId, customerId, customerName: 'Bob', externalMessageId: uuid(), text };
      return (await engine.accept.accept(message)).chatId!;
    },
    close: async ({ shopId, chatId }) => {
      await engine.closes.close({ shopId, chatId, version: 2, lastSeq: 1, actor: closer, reason: 'manual' });
    },
    settled: () => engine.quiet(),
    stop: () => engine.stop(),
  };
};

/** Who was assigned stands in the answer of every assigning call; the engine itself has no use for it. */
function tellAssigned(database: Database, assigned: (chatIds: readonly string[]) => void): void {
  const query = database.query.bind(database) as (...args: unknown[]) => Promise<unknown[]>;
  const listening = async (...args: unknown[]): Promise<unknown[]> => {
    const rows = await query(...args);
    const { answer } = (rows[0] ?? {}) as { answer?: { assigned?: [chatId: string, agentId: string][] } };
    if (answer?.assigned) assigned(answer.assigned.map(([chatId]) => chatId));
    return rows;
  };
  Object.assign(database, { query: listening });
}

/** Loads the shops that Redis does not know, and tells it how the agents of all of them stand. */
async function prepare(engine: EngineProcess, shopIds: readonly string[]): Promise<void> {
  for (let at = 0; at < shopIds.length; at += loadedAtOnce)
    await Promise.all(shopIds.slice(at, at + loadedAtOnce).map((shopId) => engine.rebuild.run(shopId)));
  const rows = await engine.database.query<{ shop_id: string; state: AgentState }>(
    'select shop_id, agent_state_v1(agent) as state from agent where shop_id = any ($1)',
    [shopIds],
  );
  const states = Map.groupBy(rows, (row) => row.shop_id);
  const requests = [...states].flatMap(([shopId, agents]) =>
    pages(agents).map((page) => ({ shopId, states: page.map(({ state }) => state) })),
  );
  for (const page of pages(requests)) await engine.sync.tell(page);
  await engine.quiet();
}

function pages<T>(items: readonly T[]): T[][] {
  const size = 200;
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}
