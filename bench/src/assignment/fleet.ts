import { runSource, type SystemAddress } from '@switchboard/testing';
import { fork, type ChildProcess } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FromWorker, Order, ToWorker } from './worker.js';

/** As the services are started; sources are run as they are, so that the engine needs no build of its tests. */
const nodeOptions = [
  '--max-semi-space-size=4',
  '--disable-warning=TimeoutNegativeWarning',
  '--disable-warning=ExperimentalWarning',
];
const program = fileURLToPath(new URL(`./worker${extname(import.meta.url)}`, import.meta.url));

/** One operating system process that drives a system. */
export class WorkerProcess {
  private readonly child: ChildProcess;
  private readonly ready: Promise<void>;
  private readonly pending = new Map<
    number,
    { resolve: (answer: unknown) => void; reject: (error: Error) => void }
  >();
  private asked = 0;

  constructor(module: string, onAssigned: (chatIds: readonly string[]) => void) {
    this.child = fork(program, [module], {
      execArgv: [...nodeOptions, ...runSource],
      serialization: 'advanced',
    });
    this.ready = new Promise((resolve, reject) => {
      this.child.once('exit', (code) => {
        const error = new Error(`a process of the benchmark ended with ${code}`);
        reject(error);
        for (const { reject: fail } of this.pending.values()) fail(error);
      });
      this.child.on('message', (message: FromWorker) => {
        if ('ready' in message) resolve();
        else if ('assigned' in message) onAssigned(message.assigned);
        else this.answered(message);
      });
    });
    this.ready.catch(() => undefined);
  }

  async ask<Answer = void>(order: Order): Promise<Answer> {
    await this.ready;
    const id = ++this.asked;
    return new Promise<Answer>((resolve, reject) => {
      this.pending.set(id, { resolve: (answer) => resolve(answer as Answer), reject });
      this.tell({ id, order });
    });
  }

  tell(message: ToWorker): void {
    if (this.child.connected) this.child.send(message);
  }

  end(): void {
    if (this.child.connected) this.child.disconnect();
  }

  private answered({ id, answer, error }: { id: number; answer?: unknown; error?: string }): void {
    const waiter = this.pending.get(id);
    this.pending.delete(id);
    if (error) waiter?.reject(new Error(error));
    else waiter?.resolve(answer);
  }
}

/** The processes of one system. They live as long as the whole run: what is compiled stays compiled. */
export class Fleet {
  private readonly workers: WorkerProcess[] = [];
  private opened = 0;

  constructor(private readonly module: string) {}

  /** That many processes, on these stores. */
  async open(processes: number, address: SystemAddress): Promise<void> {
    while (this.workers.length < processes) {
      const worker: WorkerProcess = new WorkerProcess(this.module, (chatIds) => {
        for (const other of this.workers.slice(0, this.opened))
          if (other !== worker) other.tell({ assigned: [...chatIds] });
      });
      this.workers.push(worker);
    }
    this.opened = processes;
    await this.all(() => ({ kind: 'open', address }));
  }

  /** The first process does it for all. */
  async first(order: Order): Promise<void> {
    await this.workers[0]!.ask(order);
  }

  async all<Answer = void>(orderOf: (nth: number) => Order): Promise<Answer[]> {
    const workers = this.workers.slice(0, this.opened);
    return Promise.all(workers.map((worker, nth) => worker.ask<Answer>(orderOf(nth))));
  }

  async close(): Promise<void> {
    await this.all(() => ({ kind: 'close' }));
    this.opened = 0;
  }

  end(): void {
    for (const worker of this.workers) worker.end();
  }
}
