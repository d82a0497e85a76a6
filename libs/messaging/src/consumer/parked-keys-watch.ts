import { Injectable, Logger } from '@nestjs/common';
import { MessagingSettings } from '../messaging-settings.js';
import { Backoff } from '../retry/backoff.js';
import { errorFacts } from '../retry/error-facts.js';
import { ConsumerMetrics } from './consumer-metrics.js';
import { ParkedKeys, type ReleaseRequest } from './parked-keys.js';

/** Keeps the parked keys in memory true while partitions are held, and starts what operators ask for. */
@Injectable()
export class ParkedKeysWatch {
  private readonly logger = new Logger('Consumer');
  private first: Promise<void> = Promise.resolve();

  constructor(
    private readonly parked: ParkedKeys,
    private readonly settings: MessagingSettings,
    private readonly metrics: ConsumerMetrics,
  ) {}

  /**
   * Watches until the signal is aborted. `release` answers when the key's line was gone through; a key is
   * not released twice at once.
   */
  watch(
    signal: AbortSignal,
    holds: (topic: string, partition: number) => boolean,
    release: (topic: string, key: string) => Promise<void>,
  ): void {
    const releasing = new Set<string>();
    const begin = ({ topic, key, partition }: ReleaseRequest) => {
      const id = `${topic}\n${key}`;
      if (releasing.has(id) || !holds(topic, partition)) return;
      releasing.add(id);
      void release(topic, key).finally(() => releasing.delete(id));
    };
    let loaded: () => void;
    this.first = new Promise((resolve) => (loaded = resolve));
    signal.addEventListener('abort', () => loaded(), { once: true });
    void this.repeat(signal, (requests) => {
      loaded();
      for (const request of requests) begin(request);
    });
  }

  /** Nothing is processed before the parked keys are known. False when the signal came first. */
  async loaded(signal: AbortSignal): Promise<boolean> {
    await this.first;
    return !signal.aborted;
  }

  private async repeat(signal: AbortSignal, found: (requests: ReleaseRequest[]) => void): Promise<void> {
    let backoff = new Backoff(50, 2_000);
    while (!signal.aborted) {
      try {
        found(await this.parked.refresh());
        this.metrics.parkedKeys.set(this.parked.size);
        backoff = new Backoff(50, 2_000);
        await new Backoff(this.settings.parkedRefreshMs, this.settings.parkedRefreshMs).wait(signal);
      } catch (error) {
        this.logger.warn({ ...errorFacts(error) }, 'parked keys could not be read; trying again');
        await backoff.wait(signal);
      }
    }
  }
}
