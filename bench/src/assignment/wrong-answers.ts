import type { ChatState } from '@switchboard/contracts';
/** A chat as the database has it after a measurement. Instants in ms since the epoch. */
export interface ChatRow {
  id: string;
  shopId: string;
  agentId: string | null;
  /** Place in the queue. */
  arrival: number;
  state: ChatState;
  assignedAt: number | null;
  closedAt: number | null;
  /** How often it was given to somebody. */
  assignments: number;
}

/** Somebody who can hold chats, and how many it held before. */
export interface Holder {
  shopId: string;
  id: string;
  capacity: number;
  held: number;
}

/** What must not happen, counted. */
export interface WrongAnswers {
  /** Assignments that found their agent full already. */
  overCapacity: number;
  /** Chats given away more than once. */
  doubled: number;
  /** By how many chats the busiest agent is ahead of its share of the least busy one's; null where chats were closed. */
  spread: number | null;
  /** Chats that were known to wait while a younger one was given away. */
  overtaken: number;
  /** Chats that wait at the end though an agent of their shop is free. */
  stranded: number;
}

/**
 * A chat is known to wait once its storage was answered. A decision reads the queue a moment before the time that it
 * writes down; a chat stored in that moment was not overtaken.
 */
const decisionMs = 100;

export function countWrongAnswers(
  chats: readonly ChatRow[],
  holders: readonly Holder[],
  stored: ReadonlyMap<string, number>,
): WrongAnswers {
  const closes = chats.some(({ state }) => state === 'closed');
  return {
    overCapacity: overCapacity(chats, holders),
    doubled: chats.filter(({ assignments }) => assignments > 1).length,
    spread: closes ? null : spread(chats, holders),
    overtaken: overtaken(chats, stored),
    stranded: stranded(chats, holders),
  };
}

/** Goes through each agent's assignments and closes in the order of their times. */
function overCapacity(chats: readonly ChatRow[], holders: readonly Holder[]): number {
  const steps = new Map<string, { at: number; by: 1 | -1 }[]>(holders.map(({ id }) => [id, []]));
  for (const { agentId, assignedAt, closedAt } of chats) {
    if (!agentId || assignedAt === null) continue;
    steps.get(agentId)?.push({ at: assignedAt, by: 1 });
    if (closedAt !== null) steps.get(agentId)?.push({ at: closedAt, by: -1 });
  }
  let wrong = 0;
  for (const { id, capacity, held } of holders) {
    let open = held;
    for (const { by } of steps.get(id)!.sort((a, b) => a.at - b.at || a.by - b.by)) {
      open += by;
      if (by === 1 && open > capacity) wrong += 1;
    }
  }
  return wrong;
}

function openByAgent(chats: readonly ChatRow[], holders: readonly Holder[]): Map<string, number> {
  const open = new Map(holders.map(({ id, held }) => [id, held]));
  for (const { agentId, state } of chats)
    if (agentId && state === 'assigned') open.set(agentId, (open.get(agentId) ?? 0) + 1);
  return open;
}

/** In whole and parts of chats of the busier agent: open - capacity x the smallest share in its shop. */
function spread(chats: readonly ChatRow[], holders: readonly Holder[]): number {
  const open = openByAgent(chats, holders);
  const smallest = new Map<string, number>();
  for (const { shopId, id, capacity } of holders)
    smallest.set(shopId, Math.min(smallest.get(shopId) ?? Infinity, open.get(id)! / capacity));
  let most = 0;
  for (const { shopId, id, capacity } of holders)
    most = Math.max(most, open.get(id)! - capacity * smallest.get(shopId)!);
  return Math.round(most * 100) / 100;
}

/** Per shop from the oldest to the youngest: was any younger one given away while this one was known to wait? */
function overtaken(chats: readonly ChatRow[], stored: ReadonlyMap<string, number>): number {
  let wrong = 0;
  for (const shop of Map.groupBy(chats, ({ shopId }) => shopId).values()) {
    const byAge = shop.toSorted((a, b) => b.arrival - a.arrival);
    const younger: number[] = [];
    for (const { id, assignedAt } of byAge) {
      const from = (stored.get(id) ?? Infinity) + decisionMs;
      const to = assignedAt ?? Infinity;
      if (from < to && younger.some((at) => at > from && at < to)) wrong += 1;
      if (assignedAt !== null) younger.push(assignedAt);
    }
  }
  return wrong;
}

function stranded(chats: readonly ChatRow[], holders: readonly Holder[]): number {
  const open = openByAgent(chats, holders);
  const free = new Set(
    holders.filter(({ id, capacity }) => open.get(id)! < capacity).map(({ shopId }) => shopId),
  );
  return chats.filter(({ state, shopId }) => state === 'queued' && free.has(shopId)).length;
}
