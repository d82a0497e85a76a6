/** One case that every system is measured in. */
export interface Cell {
  name: string;
  shops: number;
  /** In each shop. */
  agents: number;
  /** In each shop; equal for all. */
  capacity: number;
  /** Held by the agents before, over all shops, as evenly as can be. */
  openChats: number;
  /** In each process: chats that arrived and have no agent yet; with `closes`, chats not closed yet. */
  inFlight: number;
  processes: number;
  /** A chat is closed as soon as it has an agent, and the next customer arrives: more customers than places. */
  closes: boolean;
}

const plenty = 999;

const cell = (
  [shops, agents, openChats]: readonly [number, number, number],
  inFlight: number,
  more: Partial<Cell> = {},
): Cell => {
  const base = { shops, agents, openChats, inFlight, capacity: plenty, processes: 1, closes: false, ...more };
  return { ...base, name: nameOf(base) };
};

/** Such as `1x1000/5000/64`: shops x agents / open chats / in flight; `/4p` for 4 processes, `/scarce` for few places. */
function nameOf({ shops, agents, openChats, inFlight, processes, closes }: Omit<Cell, 'name'>): string {
  const parts = [`${shops}x${agents}`, openChats, inFlight];
  if (processes > 1) parts.push(`${processes}p`);
  if (closes) parts.push('scarce');
  return parts.join('/');
}

/**
 * Every value of every dimension, and the crossings that tell something: agents against each other at 64 in flight,
 * open chats at 1,000 agents, in flight at the smallest and the widest case, processes where they meet in one shop
 * and where they do not, and two in which capacity is scarce. Cells of one world stand together.
 */
export const matrix: readonly Cell[] = [
  cell([1, 10, 0], 1),
  cell([1, 10, 0], 16),
  cell([1, 10, 0], 64),
  cell([1, 10, 0], 16, { processes: 4 }),
  cell([1, 10, 5_000], 16),
  cell([1, 10, 0], 64, { capacity: 4, closes: true }),
  cell([1, 10, 0], 16, { capacity: 4, closes: true, processes: 4 }),
  cell([1, 1_000, 0], 64),
  cell([1, 1_000, 5_000], 1),
  cell([1, 1_000, 5_000], 16),
  cell([1, 1_000, 5_000], 64),
  cell([1, 1_000, 5_000], 16, { processes: 4 }),
  cell([1, 1_000, 50_000], 64),
  cell([1, 10_000, 0], 64),
  cell([1, 10_000, 50_000], 16),
  cell([1, 10_000, 50_000], 64),
  cell([1_000, 10, 0], 1),
  cell([1_000, 10, 0], 16),
  cell([1_000, 10, 0], 64),
  cell([1_000, 10, 0], 16, { processes: 4 }),
  cell([1_000, 10, 50_000], 64),
];

/** Enough to see that everything works, and roughly how it stands. */
export const quickMatrix: readonly Cell[] = [
  cell([1, 10, 0], 1),
  cell([1, 10, 0], 64, { capacity: 4, closes: true }),
  cell([1, 1_000, 5_000], 64),
  cell([1_000, 10, 0], 16),
];

/** Cells that share a world: the same shops, agents and open chats. */
export const worldOf = ({ shops, agents, capacity, openChats }: Cell): string =>
  [shops, agents, capacity, openChats].join('/');
