import { Injectable, Logger } from '@nestjs/common';
import { inSpan } from '@switchboard/chassis';
import { decodeEvent, type DecodedEvent } from '@switchboard/contracts';
import type { ReceivedRecord } from '../kafka/kafka-port.js';
import { MessagingSettings } from '../messaging-settings.js';
import { Backoff } from '../retry/backoff.js';
import { errorFacts } from '../retry/error-facts.js';
import { ConsumerHealth } from './consumer-health.js';
import { ConsumerMetrics } from './consumer-metrics.js';
import { InvalidEventError, isTransient } from './consumer-errors.js';
import type { EventHandlers } from './event-handlers.js';
import type { IncomingEvent } from './incoming-event.js';
import { Slots } from '../slots.js';

/** What became of a record. `reason` is a stable code, `detail` says more and holds no data. */
export type Verdict =
  | { kind: 'processed' }
  | { kind: 'ignored' }
  | { kind: 'invalid' | 'poison'; reason: string; detail: string };

/** The partition is another process's now: whatever was under way is left to that one. */
export class AbandonedError extends Error {}

/**
 * Decides what an event's outcome is: invalid ones at once; a dependency that is away is waited for, in
 * place and without limit; anything unexpected is tried a few times. It never waits in a slot, so an
 * event that waits takes no place from other keys.
 */
@Injectable()
export class ConsumerPolicy {
  private readonly logger = new Logger('Consumer');
  private readonly slots: Slots;

  constructor(
    private readonly settings: MessagingSettings,
    private readonly health: ConsumerHealth,
    private readonly metrics: ConsumerMetrics,
  ) {
    this.slots = new Slots(settings.concurrency);
  }

  /** Throws AbandonedError when the signal is aborted before there is an outcome; nothing else. */
  async settle(record: ReceivedRecord, handlers: EventHandlers, signal: AbortSignal): Promise<Verdict> {
    const { topic, partition, offset } = record;
    const decoded = decode(record, handlers);
    if ('kind' in decoded) return decoded;
    const handler = handlers.of(decoded.type);
    if (!handler) return { kind: 'ignored' };
    const event = toIncoming(decoded, record);
    return this.tried(
      () => inSpan(`consume ${event.type}`, decoded.traceparent, () => handler(event)),
      { topic, partition, offset, type: event.type },
      signal,
    );
  }

  /** Repeats work of the consumer's own (dead letters, parking) until it succeeds. */
  async insist<T>(what: string, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const backoff = new Backoff(100, 5_000);
    for (;;) {
      if (signal.aborted) throw new AbandonedError();
      try {
        return await work();
      } catch (error) {
        this.logger.warn({ ...errorFacts(error) }, `${what} did not work; trying again`);
        await backoff.wait(signal);
      }
    }
  }

  private async tried(call: () => Promise<unknown>, facts: object, signal: AbortSignal): Promise<Verdict> {
    const backoff = new Backoff(100, 10_000);
    let tries = 0;
    for (;;) {
      try {
        await this.slots.use(() => this.watched(call, signal));
        return { kind: 'processed' };
      } catch (error) {
        if (error instanceof AbandonedError) throw error;
        if (error instanceof InvalidEventError)
          return { kind: 'invalid', reason: error.reason, detail: error.message };
        const { name, code, at } = errorFacts(error);
        if (!isTransient(error) && (tries += 1) >= this.settings.tries)
          return {
            kind: 'poison',
            reason: 'event.unexpected',
            detail: [name, code, at].filter(Boolean).join(' '),
          };
        this.metrics.retries.inc({ kind: isTransient(error) ? 'transient' : 'unexpected' });
        this.logger.warn(
          { ...facts, error: name, code, at },
          'an event could not be processed; trying again',
        );
        await backoff.wait(signal);
      }
    }
  }

  private async watched(call: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw new AbandonedError();
    const over = this.health.handlerBegins();
    try {
      await call();
    } finally {
      over();
    }
  }
}

function decode(record: ReceivedRecord, handlers: EventHandlers): DecodedEvent | Verdict {
  const decoded = decodeEvent(record, handlers.definitionsOn(record.topic));
  if (!decoded.ok) {
    const detail = decoded.problems.map(({ path, message }) => `${path || 'data'} ${message}`).join('; ');
    return { kind: 'invalid', reason: decoded.reason, detail };
  }
  const { definition, data } = decoded.event;
  if (definition.key(data, decoded.event) === record.key) return decoded.event;
  return { kind: 'invalid', reason: 'event.wrong_key', detail: `the key must be ${definition.topic.key}` };
}

function toIncoming(event: DecodedEvent, { topic, partition, offset, key }: ReceivedRecord): IncomingEvent {
  const { id, type, time, source, subject, accountId, shopId, data } = event;
  return { id, type, time, source, subject, accountId, shopId, data, topic, partition, offset, key: key! };
}
