import { Injectable } from '@nestjs/common';
import { ShutdownSequence } from '@switchboard/chassis';
import { LogTail } from '../event-log/log-tail.js';

/** Looked at so often where the shop's event log cannot be followed. */
const withoutLogMs = 1_000;

/** Wakes those who wait for a shop's next reply, whichever process lets it go. */
@Injectable()
export class ReplyArrivals {
  private readonly ending = new AbortController();

  constructor(
    private readonly tail: LogTail,
    shutdown: ShutdownSequence,
  ) {
    shutdown.on('intake', 'waiting storefronts', () => this.ending.abort());
  }

  /** Answers when something happened to a message of the shop, or after `ms` at most a second, or on abort. */
  async next(shopId: string, ms: number, gone: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, Math.min(ms, withoutLogMs));
    const signal = AbortSignal.any([gone, this.ending.signal]);
    signal.addEventListener('abort', () => resolve(), { once: true });
    const stop = await this.tail
      .follow(shopId, async (_shopId, entries) => {
        if (entries.some(({ record }) => record.kind === 'message')) resolve();
      })
      .catch(() => () => undefined);
    if (signal.aborted) resolve();
    await promise;
    clearTimeout(timer);
    stop();
  }

  /** The process ends: no reply waits any longer. */
  get isEnding(): boolean {
    return this.ending.signal.aborted;
  }
}
