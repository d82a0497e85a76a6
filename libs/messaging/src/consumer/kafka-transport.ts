import { Injectable } from '@nestjs/common';
import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { ServiceInfo } from '@switchboard/chassis';
import { eventDefinitions } from '@switchboard/contracts';
import { lastValueFrom } from 'rxjs';
import { EventConsumer } from './event-consumer.js';
import { EventHandlers } from './event-handlers.js';
import type { HandlerExtras } from './on-event.js';

/** Nest's view of the consumer: collects what `@OnEvent` marks and hands it over. Events only, no replies. */
@Injectable()
export class KafkaTransport extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('kafka');
  /** Every failure reaches the consumer policy. */
  override readonly propagatesEventHandlerErrors = true;

  constructor(
    private readonly consumer: EventConsumer,
    private readonly info: ServiceInfo,
  ) {
    super();
  }

  /** Answers at once: the group is joined in the background, readiness shows the progress. */
  listen(callback: () => void): void {
    this.consumer.start(this.collect());
    callback();
  }

  async close(): Promise<void> {
    await this.consumer.stop();
  }

  on(): never {
    throw new Error('the Kafka transport has no events of its own');
  }

  unwrap<T>(): T {
    return this.consumer as T;
  }

  private collect(): EventHandlers {
    const handlers = new EventHandlers();
    for (const [pattern, handler] of this.messageHandlers) {
      const { definition } = (handler.extras ?? {}) as Partial<HandlerExtras>;
      if (!definition) throw new Error(`the handler of ${pattern} is not marked with @OnEvent`);
      if (handler.next) throw new Error(`${pattern} has more than one handler; one use case per event`);
      handlers.add(definition, async (event) => {
        const result: unknown = await handler(event, {});
        await lastValueFrom(this.transformToObservable(result), { defaultValue: undefined });
      });
    }
    if (handlers.topics.length > 0) this.requireHandlers(handlers);
    return handlers;
  }

  /** An event on a topic that names this service as its reader is handled here: a forgotten one stops the start. */
  private requireHandlers(handlers: EventHandlers): void {
    const { name } = this.info;
    const missing = eventDefinitions.filter(
      ({ ceType, topic }) => topic.consumers.includes(name) && !handlers.of(ceType),
    );
    if (missing.length === 0) return;
    const types = missing.map(({ ceType }) => ceType).join(', ');
    throw new Error(`${name} has no handler (@OnEvent in src/consumers/) for ${types}`);
  }
}
