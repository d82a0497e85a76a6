import { AsyncLocalStorage } from 'node:async_hooks';
import { Metrics } from './metrics.js';
import { RepeatingJobs } from './repeating-jobs.js';
import { ShutdownSequence } from './shutdown-sequence.js';

describe('repeating jobs', () => {
  let shutdown: ShutdownSequence;
  let metrics: Metrics;
  let jobs: RepeatingJobs;
  beforeEach(() => {
    shutdown = new ShutdownSequence();
    metrics = new Metrics('test');
    jobs = new RepeatingJobs(shutdown, metrics);
  });
  afterEach(() => shutdown.beforeApplicationShutdown());

  /** A run that can be waited for and ends on demand. */
  const controlled = () => {
    const runs: Array<() => void> = [];
    let began = Promise.withResolvers<void>();
    return {
      runs,
      run: () => {
        began.resolve();
        began = Promise.withResolvers();
        return new Promise<void>((resolve) => runs.push(resolve));
      },
      next: () => began.promise,
    };
  };

  it('start with the application and repeat, each run after the one before', async () => {
    const { runs, run, next } = controlled();
    const first = next();
    jobs.add({ name: 'count', everyMs: 1, run });
    jobs.onApplicationBootstrap();
    await first;
    const second = next();
    runs[0]!();
    await second;
    expect(runs).toHaveLength(2);
    runs[1]!();
  });

  it('start when what they wait for is there, or when their owner starts them', async () => {
    const ready = Promise.withResolvers<void>();
    const waiting = controlled();
    const manual = controlled();
    jobs.add({
      name: 'waiting', everyMs: 60_000, runsAtStart: true, run: waiting.run, startsAfter: () => ready.promise,
    }); // prettier-ignore
    const job = jobs.add({
      name: 'manual', everyMs: 60_000, runsAtStart: true, run: manual.run, startsItself: false,
    }); // prettier-ignore
    jobs.onApplicationBootstrap();
    const [waitingBegan, manualBegan] = [waiting.next(), manual.next()];
    job.start();
    await manualBegan;
    expect(waiting.runs).toHaveLength(0);
    ready.resolve();
    await waitingBegan;
    [...waiting.runs, ...manual.runs].forEach((end) => end());
  });

  it('run soon when asked, once more if asked during a run, and outside of the caller’s context', async () => {
    const request = new AsyncLocalStorage<string>();
    const contexts: Array<string | undefined> = [];
    const { runs, run, next } = controlled();
    const job = jobs.add({
      name: 'mail',
      everyMs: 600_000,
      run: () => {
        contexts.push(request.getStore());
        return run();
      },
    });
    jobs.onApplicationBootstrap();
    const first = next();
    request.run('a request', () => job.runSoon());
    await first;
    const second = next();
    request.run('a request', () => {
      job.runSoon();
      job.runSoon();
    });
    runs[0]!();
    await second;
    runs[1]!();
    expect(contexts).toEqual([undefined, undefined]);
  });

  it('go on after an error, and count it', async () => {
    const { runs, run, next } = controlled();
    let failing = true;
    const began = next();
    jobs.add({
      name: 'sweep',
      everyMs: 1,
      run: () => {
        if (!failing) return run();
        failing = false;
        throw new Error('no database');
      },
    });
    jobs.onApplicationBootstrap();
    await began;
    runs[0]!();
    await shutdown.beforeApplicationShutdown();
    const text = await metrics.registry.metrics();
    expect(text).toMatch(/repeating_job_seconds_count\{service="test",job="sweep",outcome="failed"\} 1/);
    expect(text).toMatch(/repeating_job_seconds_count\{service="test",job="sweep",outcome="done"\} 1/);
  });

  it('stop with the process: the run under way ends first, a last one where the job asks for it', async () => {
    const { runs, run, next } = controlled();
    const began = next();
    const job = jobs.add({ name: 'loads', everyMs: 1, runsAtStop: true, run });
    jobs.onApplicationBootstrap();
    await began;
    let ended = false;
    const last = next();
    const end = shutdown.beforeApplicationShutdown().then(() => (ended = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toBe(false);
    runs[0]!();
    await last;
    runs[1]!();
    await end;
    job.runSoon();
    job.start();
    await job.stop();
    expect(runs).toHaveLength(2);
  });
});
