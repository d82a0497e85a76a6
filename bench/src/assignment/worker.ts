import { pathToFileURL } from 'node:url';
import type {
  AssignmentSystem,
  ExplanationSize,
  OpenAssignmentSystem,
  SystemAddress,
  TestDatabase,
} from '@switchboard/testing';
import { Assignments, runLoad, type Load, type LoadResult } from './closed-loop.js';

/** What a process of the benchmark is asked. */
export type Order =
  | { kind: 'createDatabase' }
  | { kind: 'dropDatabase' }
  | { kind: 'open'; address: SystemAddress }
  | { kind: 'prepare'; shopIds: readonly string[] }
  | { kind: 'run'; load: Load; explanations?: ExplanationSize }
  | { kind: 'settle' }
  | { kind: 'close' };

/** What it was given by `run`: the load's result and what it cost this process, in microseconds of processor time. */
export type RunReport = LoadResult & { cpuMicroseconds: number };

/** A database of routing's schema, as its three roles reach it. */
export type DatabaseUrls = Pick<TestDatabase, 'url' | 'ownerUrl' | 'adminUrl'>;

export type ToWorker = { id: number; order: Order } | { assigned: string[] };
export type FromWorker =
  { id: number; answer?: unknown; error?: string } | { assigned: readonly string[] } | { ready: true };

const send = (message: FromWorker): void => void process.send!(message);
const { open, createDatabase } = (await import(pathToFileURL(process.argv[2]!).href)) as {
  open: OpenAssignmentSystem;
  /** Only routing's own module can. */
  createDatabase?: () => Promise<TestDatabase>;
};
const assignments = new Assignments();
let system: AssignmentSystem | undefined;
let database: TestDatabase | undefined;
/** Whether other processes give chats of this one to agents. */
let shared = false;

/** Those that this process does not wait for are another one's. */
function assigned(chatIds: readonly string[]): void {
  const others = assignments.tell(chatIds);
  if (others.length > 0 && shared) send({ assigned: others });
}

async function follow(order: Order): Promise<unknown> {
  switch (order.kind) {
    case 'createDatabase': {
      database = await createDatabase!();
      const { url, ownerUrl, adminUrl } = database;
      return { url, ownerUrl, adminUrl } satisfies DatabaseUrls;
    }
    case 'dropDatabase':
      await database?.close();
      return undefined;
    case 'open':
      system = await open(order.address, assigned);
      return undefined;
    case 'prepare':
      await system!.prepare(order.shopIds);
      return undefined;
    case 'run':
      return await run(order.load, order.explanations);
    case 'settle':
      await system!.settled();
      return undefined;
    case 'close':
      await system?.stop();
      system = undefined;
      return undefined;
  }
}

async function run(load: Load, explanations?: ExplanationSize): Promise<RunReport> {
  assignments.clear();
  shared = load.shared;
  if (explanations) system!.explain?.(explanations);
  const before = process.cpuUsage();
  const result = await runLoad(system!, assignments, load);
  const { user, system: kernel } = process.cpuUsage(before);
  return { ...result, cpuMicroseconds: user + kernel };
}

process.on('message', (message: ToWorker) => {
  if ('assigned' in message) {
    assignments.tell(message.assigned);
    return;
  }
  const { id, order } = message;
  follow(order).then(
    (answer) => send({ id, answer }),
    (error: unknown) => send({ id, error: error instanceof Error ? (error.stack ?? '') : String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
send({ ready: true });
