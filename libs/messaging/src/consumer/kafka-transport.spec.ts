import { jest } from '@jest/globals';
import type { ServiceInfo } from '@switchboard/chassis';
import {
  definitionsOn,
  eventDefinitions,
  messageCreated,
  type EventDefinition,
} from '@switchboard/contracts';
import type { EventConsumer } from './event-consumer.js';
import { KafkaTransport } from './kafka-transport.js';

const start = jest.fn();

function transportOf(name: string, definitions: readonly EventDefinition[]): KafkaTransport {
  const transport = new KafkaTransport({ start } as unknown as EventConsumer, { name } as ServiceInfo);
  for (const definition of definitions)
    transport.addHandler(definition.ceType, () => Promise.resolve(), true, { definition });
  return transport;
}

const readBy = (name: string) => eventDefinitions.filter(({ topic }) => topic.consumers.includes(name));

describe('a service that starts', () => {
  it('has a handler for every event of the topics that name it as a reader', () => {
    transportOf('translation', readBy('translation')).listen(() => undefined);
    expect(start).toHaveBeenCalledTimes(1);
  });

  it('does not start without one of them, and says which', () => {
    const forgotten = readBy('translation').filter(({ ceType }) => ceType !== messageCreated.ceType);
    expect(() => transportOf('translation', forgotten).listen(() => undefined)).toThrow(
      'translation has no handler (@OnEvent in src/consumers/) for routing.message.created.v1',
    );
  });

  it('may read topics besides, as tests do', () => {
    expect(() =>
      transportOf('probe', definitionsOn(messageCreated.topic)).listen(() => undefined),
    ).not.toThrow();
  });
});
