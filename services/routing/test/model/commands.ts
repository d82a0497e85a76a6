import fc from 'fast-check';

export type Mode = 'lowest_workload' | 'equal';

/**
 * What somebody does, or what befalls the stores. Numbers choose among what is there, modulo how many there are; `on`
 * is the process that is asked. What finds nothing to act on does nothing.
 */
export type Command =
  /** `customer` null: somebody new. */
  | { does: 'write'; on: number; shop: number; customer: number | null }
  /** The storefront or Kafka sends a message once more. */
  | { does: 'write again'; on: number; message: number }
  | { does: 'close'; on: number; shop: number; chat: number; state: 'assigned' | 'queued' }
  | { does: 'transfer'; on: number; shop: number; chat: number; chats: number; agent: number }
  | { does: 'transfer all'; on: number; shop: number; from: number; agent: number; most: number }
  | { does: 'reopen'; on: number; shop: number; chat: number; agent: number }
  | {
      does: 'member';
      on: number;
      shop: number;
      agent: number;
      state: 'active' | 'deactivated' | 'deleted' | 'shop lost';
    }
  | { does: 'profile'; on: number; shop: number; agent: number; capacity: number; accepting: boolean }
  | { does: 'add agent'; on: number; shop: number; capacity: number }
  | { does: 'settings'; on: number; shop: number; mode: Mode; presence: boolean }
  | { does: 'presence'; on: number; shop: number; agent: number; online: boolean }
  | { does: 'relay'; on: number }
  | { does: 'sweep'; on: number }
  | { does: 'reconcile'; on: number; shop: number }
  | { does: 'crash'; on: number }
  | { does: 'Redis away or back'; on: number }
  | { does: 'FLUSHDB' }
  | { does: 'SCRIPT FLUSH' }
  | { does: 'lose key'; shop: number; key: 'ready' | 'agents' | 'ops' | 'meta' }
  | { does: 'copy Redis' }
  | { does: 'Redis as copied' }
  | { does: 'back up' }
  | { does: 'restore' }
  | { does: 'time passes'; ms: number };

/** One step of the schedule: which of the calls that can go on does, and what goes wrong with it. */
export interface Turn {
  call: number;
  fault?: 'request lost' | 'answer lost';
  pauseAt?: number;
}

/** A run, as plain data: the same case plays the same run. */
export interface Case {
  /**
   * `nets`: everything happens, and sweep, reconciler and expired picks heal it. `wake-ups`: nothing that only those can
   * heal happens, and they never run: every chat must find its agent by what the engine itself sets off.
   */
  under: 'nets' | 'wake-ups';
  shops: { mode: Mode; presence: boolean; agents: { capacity: number; accepting: boolean }[] }[];
  steps: { command: Command; then: Turn[] }[];
  /** At rest: chats that arrive one by one, with Redis emptied before some; then so many at once. */
  /** Processes that give a chat to an agent in the call that stores it. */
  direct: number[];
  calm: { flush: boolean }[];
  crowd: { chats: number; turns: Turn[] };
}

export const processCount = 3;

const on = fc.nat(processCount - 1);
const shop = fc.nat(1);
const index = fc.nat(5);
const mode = fc.constantFrom<Mode>('lowest_workload', 'equal');
const capacity = fc.integer({ min: 1, max: 4 });

const everyday: fc.WeightedArbitrary<Command>[] = [
  {
    weight: 34,
    arbitrary: fc.record({
      does: fc.constant('write' as const),
      on,
      shop,
      customer: fc.oneof(fc.constant(null), fc.constant(null), fc.nat(4)),
    }),
  },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('write again' as const), on, message: index }) },
  {
    weight: 16,
    arbitrary: fc.record({
      does: fc.constant('close' as const), on, shop, chat: index,
      state: fc.oneof({ weight: 9, arbitrary: fc.constant('assigned' as const) }, { weight: 1, arbitrary: fc.constant('queued' as const) }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ does: fc.constant('transfer' as const), on, shop, chat: index, chats: fc.integer({ min: 1, max: 3 }), agent: index }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constant('transfer all' as const), on, shop, from: index, agent: index, most: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('reopen' as const), on, shop, chat: index, agent: index }) },
  {
    weight: 8,
    arbitrary: fc.record({
      does: fc.constant('member' as const), on, shop, agent: index,
      state: fc.constantFrom('active' as const, 'active' as const, 'deactivated' as const, 'deleted' as const, 'shop lost' as const),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      does: fc.constant('profile' as const), on, shop, agent: index, capacity,
      accepting: fc.constantFrom(true, true, false),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('add agent' as const), on, shop, capacity }) },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('settings' as const), on, shop, mode, presence: fc.constantFrom(false, false, true) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ does: fc.constant('presence' as const), on, shop, agent: index, online: fc.constantFrom(true, true, false) }),
  },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('relay' as const), on }) },
  { weight: 1, arbitrary: fc.constant({ does: 'FLUSHDB' as const }) },
  { weight: 1, arbitrary: fc.constant({ does: 'SCRIPT FLUSH' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('lose key' as const), shop, key: fc.constantFrom('ready' as const, 'agents' as const, 'ops' as const, 'meta' as const) }),
  },
]; // prettier-ignore

const disasters: fc.WeightedArbitrary<Command>[] = [
  { weight: 5, arbitrary: fc.record({ does: fc.constant('crash' as const), on }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('sweep' as const), on }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('Redis away or back' as const), on }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('reconcile' as const), on, shop }) },
  { weight: 2, arbitrary: fc.constant({ does: 'copy Redis' as const }) },
  { weight: 2, arbitrary: fc.constant({ does: 'Redis as copied' as const }) },
  { weight: 2, arbitrary: fc.constant({ does: 'back up' as const }) },
  { weight: 2, arbitrary: fc.constant({ does: 'restore' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('time passes' as const),
      ms: fc.constantFrom(100, 2_500, 6_000),
    }),
  },
];

const call = fc.nat(9);
const turn: fc.Arbitrary<Turn> = fc.oneof(
  { weight: 24, arbitrary: fc.record({ call }) },
  { weight: 3, arbitrary: fc.record({ call, pauseAt: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ call, fault: fc.constantFrom('request lost' as const, 'answer lost' as const) }) },
); // prettier-ignore
const turns = (most: number) => fc.array(turn, { maxLength: most, size: 'max' });

const caseOf = (under: Case['under'], commands: fc.WeightedArbitrary<Command>[]): fc.Arbitrary<Case> =>
  fc.record({
    under: fc.constant(under),
    shops: fc.array(
      fc.record({
        mode,
        presence: fc.constantFrom(false, false, false, true),
        agents: fc.array(fc.record({ capacity, accepting: fc.constantFrom(true, true, true, false) }), {
          minLength: 1,
          maxLength: 4,
          size: 'max',
        }),
      }),
      { minLength: 1, maxLength: 2, size: 'max' },
    ),
    steps: fc.array(fc.record({ command: fc.oneof(...commands), then: turns(14) }), {
      minLength: 4,
      maxLength: 30,
      size: 'max',
    }),
    direct: fc.subarray(Array.from({ length: processCount }, (_, process) => process)),
    calm: fc.array(fc.record({ flush: fc.constantFrom(false, false, false, true) }), { maxLength: 2 }),
    crowd: fc.record({ chats: fc.nat(4), turns: turns(20) }),
  });

/** Runs of both kinds. */
export const anyCase: fc.Arbitrary<Case> = fc.oneof(
  { weight: 3, arbitrary: caseOf('nets', [...everyday, ...disasters]) },
  { weight: 2, arbitrary: caseOf('wake-ups', everyday) },
);
