import type { Case, Command, Turn } from './commands.js';

/** Calls that go on, by their place among those that can; 0 is the oldest. */
const calls = (...places: number[]): Turn[] => places.map((call) => ({ call }));
/** So many steps, oldest first. */
const oldest = (steps: number): Turn[] => calls(...Array.from({ length: steps }, () => 0));

const oneShop = (
  under: Case['under'],
  agents: { capacity: number; accepting: boolean }[],
  steps: [Command, Turn[]][],
): Case => ({
  under,
  shops: [{ mode: 'lowest_workload', presence: false, agents }],
  steps: steps.map(([command, then]) => ({ command, then })),
  direct: [],
  calm: [],
  crowd: { chats: 0, turns: [] },
});

const write = (on: number, customer: number | null = null): Command => ({
  does: 'write',
  on,
  shop: 0,
  customer,
});
const profile = (on: number, agent: number, capacity: number, accepting = true): Command => ({
  does: 'profile', on, shop: 0, agent, capacity, accepting,
}); // prettier-ignore
const close = (on: number): Command => ({ does: 'close', on, shop: 0, chat: 0, state: 'assigned' });

/** For each mutation the shortest case that shows it, and what the model says then. */
export const keptMutants: Record<string, { found: string; plan: Case }> = {
  'no-shop-lock': {
    // Two rounds read the same oldest chat; the one that comes too late has nothing for the other chat.
    found: 'invariant 7',
    plan: oneShop('wake-ups', [{ capacity: 2, accepting: true }, { capacity: 2, accepting: true }], [
      [write(0), []],
      [write(1), [...oldest(8), { call: 0, pauseAt: 0 }, { call: 1 }]],
    ]),
  },
  'no-capacity-check': {
    // The capacity falls between the pick and the assignment.
    found: 'invariant 3',
    plan: oneShop('wake-ups', [{ capacity: 2, accepting: true }], [
      [write(0), []],
      [write(1), oldest(10)],
      [profile(2, 0, 1), calls(2, 0)],
    ]),
  },
  'no-version-rule': {
    // Two processes tell Redis of the same agent, the older state last.
    found: 'invariant 5',
    plan: oneShop('wake-ups', [{ capacity: 2, accepting: true }], [
      [profile(0, 0, 3), oldest(2)],
      [profile(1, 0, 4), calls(1, 1, 1)],
    ]),
  },
  'no-strict-stop': {
    // The oldest chat finds nobody in a round; a younger one asks for an agent who is free, and whom nobody picked.
    found: 'invariant 7',
    plan: oneShop('wake-ups', [{ capacity: 2, accepting: true }, { capacity: 2, accepting: false }], [
      [write(0, 0), oldest(12)],
      [profile(0, 0, 2, false), oldest(8)],
      [close(0), oldest(8)],
      [write(0), oldest(12)],
      [write(0, 0), oldest(12)],
      [profile(1, 1, 2), oldest(8)],
      [profile(0, 0, 2), calls(1)],
      [profile(2, 1, 2, false), calls(2)],
    ]),
  },
  'no-kick': {
    found: 'invariant 7',
    plan: oneShop('wake-ups', [{ capacity: 1, accepting: true }], [
      [write(0), oldest(12)],
      [write(0), oldest(12)],
      [close(0), []],
    ]),
  },
  'no-heal': {
    // A process dies between pick and assignment.
    found: 'invariant 5',
    plan: oneShop('nets', [{ capacity: 2, accepting: true }], [
      [write(0), oldest(3)],
      [{ does: 'crash', on: 0 }, []],
    ]),
  },
  'no-empty-queue': {
    // Capacity is freed, and before anybody hears of it a chat arrives behind the one that waits.
    found: 'invariant 7',
    plan: { ...oneShop('wake-ups', [{ capacity: 1, accepting: true }], [
      [write(0), oldest(12)],
      [write(0), oldest(12)],
      [close(0), oldest(2)],
      [write(2), calls(1, 1)],
    ]), direct: [2] },
  },
  'no-direct-guard': {
    // One process gives a chat away as it stores it; before Redis hears of that, it names the same agent to another one.
    found: 'invariant 8',
    plan: { ...oneShop('nets', [{ capacity: 4, accepting: true }, { capacity: 4, accepting: true }], [
      [write(1), oldest(20)],
      [write(1), oldest(20)],
    ]), direct: [0], crowd: { chats: 2, turns: [{ call: 0 }, ...Array(8).fill({ call: 1 })] } },
  },
}; // prettier-ignore
