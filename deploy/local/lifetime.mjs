import { endExecuting } from './execute.mjs';

/**
 * Ctrl-C, a polite kill, a closed terminal, or the end of the process that started this one: all mean stop.
 * @returns {AbortSignal}
 */
export function untilStopped() {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) return;
    controller.abort();
    endExecuting();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  if (process.channel) {
    process.once('disconnect', stop);
    // Listening to the parent must not be what keeps this process alive.
    process.channel.unref();
  }
  return controller.signal;
}

/** What `work` gives, or a failure as soon as the run is to stop. */
export function unlessStopped(signal, work) {
  return new Promise((resolve, reject) => {
    const stopped = () => reject(new Stopped());
    if (signal.aborted) return stopped();
    signal.addEventListener('abort', stopped, { once: true });
    Promise.resolve(work())
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', stopped));
  });
}

/** The run was told to stop before it was done. */
export class Stopped extends Error {
  name = 'Stopped';
}
