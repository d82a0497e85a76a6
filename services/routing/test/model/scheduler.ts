import type { Gates } from './gates.js';

/** One life of one process: a call of a dead one never goes on. */
export interface Life {
  readonly process: number;
  dead: boolean;
  redisOn: boolean;
}

/** What happens to a call that is let go on. */
export type Fault = 'request lost' | 'answer lost' | { pauseAt: number };

/** A call of a process to one of its stores, and how far it has come. */
export interface StoreCall {
  readonly life: Life;
  readonly store: 'postgres' | 'redis';
  readonly name: string;
  /** Not sent; sent; standing at a gate inside PostgreSQL; answered, and the caller does not know it yet. */
  state: 'request' | 'sent' | 'paused' | 'answer';
  /** Places inside PostgreSQL at which it can be made to stop. */
  readonly gates: readonly number[];
}

interface Call extends StoreCall {
  work(): Promise<unknown>;
  settle(outcome: Outcome): void;
  outcome?: Outcome;
  answered: Promise<void>;
  gate?: number;
  loseAnswer: boolean;
}

type Outcome = { value: unknown } | { error: unknown };

const lost = (): Outcome => ({ error: new Error('lost on the way') });

/** Turns of the event loop after which whatever an answer set off has reached its next store call. */
const turns = 6;

/**
 * Lets one store call at a time take one step: it is sent and answered by the store, or its answer reaches the process.
 * Between two steps every process stands still, so the same choices play the same run.
 */
export class Scheduler {
  private calls: Call[] = [];
  /** Runs after each step that may have committed something. */
  afterStep: () => Promise<void> = () => Promise.resolve();
  /** What was done, for the report. */
  readonly story: string[] = [];

  constructor(private readonly gates: Gates) {}

  /** A port's call becomes steps of the schedule. */
  call<T>(
    life: Life,
    store: StoreCall['store'],
    name: string,
    work: () => Promise<T>,
    gates: readonly number[] = [],
  ) {
    return new Promise<T>((resolve, reject) => {
      if (life.dead) return;
      const settle = (outcome: Outcome) => {
        if ('error' in outcome) reject(outcome.error as Error);
        else resolve(outcome.value as T);
      };
      this.calls.push({
        life,
        store,
        name,
        state: 'request',
        gates,
        work,
        settle,
        loseAnswer: false,
        answered: Promise.resolve(),
      });
    });
  }

  /** The calls that can take a step, oldest first. A connection to Redis keeps requests and answers in order. */
  get ready(): readonly StoreCall[] {
    const asking = new Set<Life>();
    const awaiting = new Set<Life>();
    return this.calls.filter(({ life, store, state }) => {
      if (state === 'sent') return false;
      if (store === 'postgres') return true;
      const first = state === 'request' ? !asking.has(life) : !asking.has(life) && !awaiting.has(life);
      (state === 'request' ? asking : awaiting).add(life);
      return first;
    });
  }

  /** Lets the call take its step. */
  async step(chosen: StoreCall, fault?: Fault): Promise<void> {
    const call = chosen as Call;
    this.tell(call, fault);
    if (call.state === 'answer') return this.answer(call, call.outcome!);
    if (call.state === 'paused') {
      const place = call.gate!;
      call.gate = undefined;
      call.state = 'sent';
      await this.gates.open(place, call.life.process);
    } else if (fault === 'request lost') {
      return this.answer(call, lost());
    } else {
      call.loseAnswer = fault === 'answer lost';
      const place = typeof fault === 'object' ? call.gates[fault.pauseAt % call.gates.length] : undefined;
      if (
        place !== undefined &&
        !this.calls.some(({ gate, life }) => gate === place && life.process === call.life.process)
      ) {
        await this.gates.close(place, call.life.process);
        call.gate = place;
      }
      this.send(call);
    }
    await this.standStill();
    await this.afterStep();
  }

  /** Nothing stands at a gate any more. */
  async openAll(): Promise<void> {
    for (let call = this.paused(); call; call = this.paused()) await this.step(call);
  }

  /** The run is over: what was sent ends, and nobody looks. */
  async end(): Promise<void> {
    for (const { gate, life } of this.calls)
      if (gate !== undefined) await this.gates.open(gate, life.process);
    await Promise.all(this.calls.map(({ answered }) => answered));
    this.calls = [];
  }

  /** The process is gone: what it had sent still happens, and nobody hears of it. */
  kill(life: Life): void {
    life.dead = true;
    this.calls = this.calls.filter(
      (call) => call.life !== life || call.state === 'sent' || call.state === 'paused',
    );
  }

  /** Lets what was set off run to its next store call. */
  async breathe(): Promise<void> {
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
  }

  private paused(): Call | undefined {
    return this.calls.find(({ state }) => state === 'paused');
  }

  private send(call: Call): void {
    call.state = 'sent';
    const done = (outcome: Outcome) => {
      call.outcome = call.loseAnswer ? lost() : outcome;
      call.state = 'answer';
    };
    call.answered = call.work().then(
      (value) => done({ value }),
      (error: unknown) => done({ error }),
    );
  }

  private async answer(call: Call, outcome: Outcome): Promise<void> {
    this.calls = this.calls.filter((other) => other !== call);
    call.settle(outcome);
    await this.breathe();
  }

  /** Until every call that was sent is answered or stands, at a gate or behind the rows of one that does. */
  private async standStill(): Promise<void> {
    for (;;) {
      const sent = this.calls.filter(({ state }) => state === 'sent' || state === 'paused');
      if (sent.every(({ gate }) => gate === undefined)) {
        await Promise.all(sent.map(({ answered }) => answered));
        break;
      }
      const standing = await this.gates.standing();
      if (standing === sent.filter(({ state }) => state === 'sent' || state === 'paused').length) break;
    }
    for (const call of [...this.calls]) {
      if (call.state === 'sent' && call.gate !== undefined) call.state = 'paused';
      else if (call.state === 'answer' && call.gate !== undefined) {
        await this.gates.open(call.gate, call.life.process);
        call.gate = undefined;
      }
    }
    this.calls = this.calls.filter(({ life, state }) => !(life.dead && state === 'answer'));
  }

  private tell(call: Call, fault: Fault | undefined): void {
    const said = { request: 'sends', sent: 'sends', paused: 'goes on with', answer: 'hears of' }[call.state];
    const suffix = typeof fault === 'object' ? ', which stops inside' : fault ? `, ${fault}` : '';
    this.story.push(`process ${call.life.process} ${said} ${call.name}${suffix}`);
  }
}
