import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';

/** `intake` stops taking work, `work` finishes what is in flight, `connections` closes the pools. */
export type ShutdownPhase = 'intake' | 'work' | 'connections';

const phases: readonly ShutdownPhase[] = ['intake', 'work', 'connections'];

/** The order in which a process ends: stop taking, drain, disconnect. Each step has ten seconds. */
@Injectable()
export class ShutdownSequence implements BeforeApplicationShutdown {
  private readonly logger = new Logger(ShutdownSequence.name);
  private readonly steps: Array<{ phase: ShutdownPhase; name: string; run: () => unknown }> = [];

  /** Adds a step; steps of one phase run together. */
  on(phase: ShutdownPhase, name: string, run: () => unknown): void {
    this.steps.push({ phase, name, run });
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const phase of ['intake', 'work'] as const) await this.runPhase(phase);
  }

  /** Runs after the HTTP server is closed, so that no request loses its connection. */
  async onApplicationShutdown(): Promise<void> {
    await this.runPhase(phases[2]!);
  }

  private async runPhase(phase: ShutdownPhase): Promise<void> {
    const due = this.steps.filter((step) => step.phase === phase);
    await Promise.all(due.map((step) => this.bounded(step.name, step.run)));
  }

  private async bounded(name: string, run: () => unknown): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('no end within 10 s')), 10_000);
    });
    try {
      await Promise.race([Promise.resolve().then(run), late]);
    } catch (error) {
      this.logger.warn({ err: error, step: name }, 'a shutdown step did not end well');
    } finally {
      clearTimeout(timer);
    }
  }
}
