import {
  openBroker,
  seedShop,
  TestSuite,
  until,
  type SeededShop,
  type ServiceName,
} from '@switchboard/testing';
import { openLoop } from '../arrivals.js';
import { spreadOf, type Spread } from '../percentiles.js';
import { AssignedEvents } from './assigned-events.js';
import { Customers, type Way } from './customers.js';
import { machineSeconds, processorSeconds } from './processor-time.js';
import { Profiler } from './profiler.js';
import { growth, QueueSamples, type QueueSample } from './queue-samples.js';
import { whereTimeGoes, type WhereTimeGoes } from './self-time.js';
import { Statements, type CountedStatement } from './statements.js';
import { wrongAnswers, type WrongAnswers } from './wrong-answers.js';

/** What is run. */
export interface JourneyPlan {
  /** Chats per second. */
  rate: number;
  seconds: number;
  warmUp: number;
  shops: number;
  /** Agents of each shop, with capacity 999. */
  agents: number;
  way: Way;
  profile: boolean;
  /** Further arguments of Node for the services. */
  nodeArguments: readonly string[];
  /** Process ids of the infrastructure, by name. */
  programs: Readonly<Record<string, number>>;
}

/** What came out. */
export interface Journey {
  arrivals: number;
  /** Messages that were not taken. */
  refused: number;
  assignedPerSecond: number;
  messageInToAssigned: Spread;
  writtenToRead: Spread;
  kafkaHop: Spread;
  queue: {
    growth: number;
    mostUnderWay: number;
    mostQueued: number;
    relayLagMaxMs: number;
    samples: QueueSample[];
  };
  wrong: WrongAnswers;
  /** Seconds of processor time per 1,000 chats, by program; `machine` is everything on it. */
  processor: Record<string, number>;
  profiles?: Partial<Record<ServiceName, WhereTimeGoes>>;
  statements?: CountedStatement[];
}

const profiled: readonly ServiceName[] = ['routing', 'translation', 'team'];

/** The whole way with all four services up: messages in, the assigned events out, seen by an outsider. */
export async function runJourney(plan: JourneyPlan): Promise<Journey> {
  const suite = await TestSuite.start({
    variables: { REQUESTS_PER_MINUTE: '10000000', LOG_LEVEL: 'info' },
    nodeArguments: () => [...plan.nodeArguments, ...(plan.profile ? ['--inspect=127.0.0.1:0'] : [])],
  });
  const broker = await openBroker(suite.address);
  try {
    progress('the services are up; making shops and agents');
    const shops: SeededShop[] = [];
    for (let shop = 0; shop < plan.shops; shop++)
      shops.push(await seedShop(suite.address, { agents: plan.agents, capacity: 999 }));
    const customers = new Customers(broker, suite.address, shops, plan.way);
    const events = new AssignedEvents();
    await events.follow(broker);
    progress(`warming up for ${plan.warmUp} s`);
    await load(plan.warmUp, 'warm', { plan, customers, events });
    events.reset();
    // As autovacuum does within its minute: plans of empty tables are not what a shop works with.
    await Promise.all(Object.values(suite.databases).map((database) => database.query('analyze')));

    const profilers = await Promise.all(
      (plan.profile ? profiled : []).map(async (name) => ({
        name,
        of: await Profiler.of(suite.services[name]),
      })),
    );
    await Promise.all(profilers.map(({ of }) => of.start()));
    const counting = plan.profile ? await Statements.begin(suite) : undefined;
    progress(`measuring for ${plan.seconds} s`);
    const clock = processorClock(plan, suite);
    const measured = await load(plan.seconds, 'c', { plan, customers, events }, suite);
    const processor = clock(measured.arrivals);
    const statements = await counting?.end(measured.arrivals);
    const profiles = await Promise.all(
      profilers.map(async ({ name, of }) => [name, whereTimeGoes(await of.stop())] as const),
    );
    const wrong = await until(
      async () => {
        const counted = await wrongAnswers(suite, 'c', measured.arrivals);
        return counted.leftOver === 0 ? counted : undefined;
      },
      { timeoutMs: 15_000, describe: 'every event to have left' },
    ).catch(() => wrongAnswers(suite, 'c', measured.arrivals));
    customers.close();
    return {
      ...measured,
      refused: customers.refused,
      wrong: { ...wrong, doubled: wrong.doubled + events.doubled },
      processor,
      ...(plan.profile ? { profiles: Object.fromEntries(profiles) } : {}),
      ...(statements ? { statements } : {}),
    };
  } finally {
    await broker.close();
    await suite.close();
  }
}

const progress = (what: string) => void process.stderr.write(`${what}\n`);

interface Running {
  plan: JourneyPlan;
  customers: Customers;
  events: AssignedEvents;
}

async function load(
  seconds: number,
  prefix: string,
  { plan, customers, events }: Running,
  suite?: TestSuite,
) {
  const intended: number[] = [];
  const queue = suite && new QueueSamples(suite, () => intended.length - events.seenAt.size).begin();
  const started = performance.now();
  const arrivals = await openLoop({ perSecond: plan.rate, seconds }, (due) => {
    for (const { intendedAt } of due) intended.push(intendedAt);
    customers.send(
      prefix,
      due.map(({ index }) => index),
    );
  });
  queue?.end();
  await until(() => events.seenAt.size + customers.refused >= arrivals, {
    timeoutMs: 120_000,
    describe: `every chat to be assigned (${prefix})`,
  });
  const took = (performance.now() - started) / 1_000;
  const samples = queue?.samples ?? [];
  const most = (of: (sample: QueueSample) => number) => Math.max(0, ...samples.map(of));
  return {
    arrivals,
    assignedPerSecond: Math.round(arrivals / took),
    messageInToAssigned: spreadOf(
      intended.flatMap((at, index) => {
        const seen = events.seenAt.get(`${prefix}-${index}`);
        return seen === undefined ? [] : [seen - at];
      }),
    ),
    writtenToRead: spreadOf(events.written),
    kafkaHop: spreadOf(events.hops),
    queue: {
      growth: growth(samples),
      mostUnderWay: most(({ underWay }) => underWay),
      mostQueued: most(({ queued }) => queued),
      relayLagMaxMs: most(({ relayLagMs }) => relayLagMs),
      samples,
    },
  };
}

/** Begins to count; the answer says what every program has used since, per 1,000 chats. */
function processorClock(
  { programs }: JourneyPlan,
  suite: TestSuite,
): (chats: number) => Record<string, number> {
  const services = Object.entries(suite.services).map(([name, { pid }]) => [name, pid!] as const);
  const read = () => {
    // The generator starts the services: they are named before it, and so counted by themselves.
    const seconds = processorSeconds({
      generator: process.pid,
      ...programs,
      ...Object.fromEntries(services),
    });
    const machine = machineSeconds();
    return machine === undefined ? seconds : { ...seconds, machine };
  };
  const before: Record<string, number> = read();
  return (chats) =>
    Object.fromEntries(
      Object.entries(read()).map(([name, seconds]) => [
        name,
        Math.round(((seconds - (before[name] ?? 0)) / chats) * 1_000 * 1_000) / 1_000,
      ]),
    );
}
