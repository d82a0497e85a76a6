import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Metrics, RepeatingJobs, ShutdownSequence } from '@switchboard/chassis';
import type { TranslationWork } from './translation-work.js';
import { WorkQueue, type WorkTaker } from './work-queue.js';

/** Does one piece of work and commits its result. */
export interface WorkHandler {
  run(work: TranslationWork): Promise<void>;
}

/** Injection token of the handler. */
export const WORK_HANDLER = Symbol('WorkHandler');

const SLOTS = 16;
/** Of the slots, what whole threads may take: a transfer of a hundred chats does not hold up a reply. */
const THREAD_SLOTS = 4;
const WAITING_LIMIT = 200;
const SWEEP_MS = 500;

/** Does the process's share of the work, replies first, and looks twice a second for what others left. */
@Injectable()
export class WorkRunner implements WorkTaker, OnApplicationBootstrap {
  private readonly logger = new Logger(WorkRunner.name);
  private readonly running = new Map<TranslationWork, Promise<void>>();
  private readonly lanes: Record<TranslationWork['purpose'], TranslationWork[]> = {
    customer: [],
    reader: [],
    thread: [],
  };
  private threadsRunning = 0;
  private stopped = false;

  constructor(
    private readonly queue: WorkQueue,
    @Inject(WORK_HANDLER) private readonly handler: WorkHandler,
    jobs: RepeatingJobs,
    shutdown: ShutdownSequence,
    metrics: Metrics,
  ) {
    const waiting = () => this.waiting;
    metrics.gauge('translation_work_waiting', 'Translations claimed and not begun', [], function () {
      this.set(waiting());
    });
    jobs.add({ name: 'due translations', everyMs: SWEEP_MS, run: () => this.sweep() });
    shutdown.on('work', 'translations in hand', () => this.stop());
  }

  onApplicationBootstrap(): void {
    this.queue.attach(this);
  }

  hasRoom(count: number): boolean {
    return !this.stopped && this.waiting + count <= WAITING_LIMIT;
  }

  take(work: readonly TranslationWork[]): void {
    for (const one of work) this.lanes[one.purpose].push(one);
    this.begin();
  }

  private get waiting(): number {
    return Object.values(this.lanes).reduce((sum, lane) => sum + lane.length, 0);
  }

  /** Ends what runs; what has not begun stays in the database for another process. */
  private async stop(): Promise<void> {
    this.stopped = true;
    this.queue.attach(undefined);
    await Promise.all(this.running.values());
  }

  private begin(): void {
    while (!this.stopped && this.running.size < SLOTS) {
      const { customer, reader, thread } = this.lanes;
      const work =
        customer.shift() ??
        reader.shift() ??
        (this.threadsRunning < THREAD_SLOTS ? thread.shift() : undefined);
      if (!work) return;
      if (work.purpose === 'thread') this.threadsRunning += 1;
      this.running.set(work, this.run(work));
    }
  }

  private async run(work: TranslationWork): Promise<void> {
    try {
      await this.handler.run(work);
    } catch (error) {
      this.logger.warn(
        { err: error, chatId: work.chatId, purpose: work.purpose },
        'a translation was not finished',
      );
      // Where this fails too, the row is claimed again when the claim has run out.
      await this.queue.setAside(work).catch(() => undefined);
    } finally {
      this.running.delete(work);
      if (work.purpose === 'thread') this.threadsRunning -= 1;
      this.begin();
    }
  }

  private async sweep(): Promise<void> {
    const room = SLOTS - this.running.size;
    if (room > 0 && this.hasRoom(room)) this.take(await this.queue.claim(room));
  }
}
