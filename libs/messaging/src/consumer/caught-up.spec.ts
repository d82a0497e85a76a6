import { Logger } from '@nestjs/common';
import { ReadinessRegistry } from '@switchboard/chassis';
import { until } from '@switchboard/testing';
import type { BrokerAdmin, KafkaConnector } from '../kafka/kafka-port.js';
import { MessagingSettings } from '../messaging-settings.js';
import { CaughtUp } from './caught-up.js';
import type { EventConsumer } from './event-consumer.js';

Logger.overrideLogger(false);

function start(
  admin: Partial<BrokerAdmin>,
  positions: () => ReturnType<EventConsumer['positions']>,
  startTopics = ['t'],
) {
  const settings = new MessagingSettings({
    service: 's',
    brokers: [],
    topicPrefix: '',
    databaseUrl: '',
    startTopics,
  });
  const readiness = new ReadinessRegistry();
  const connector = {
    admin: () => ({ disconnect: async () => undefined, ...admin }),
  } as unknown as KafkaConnector;
  const caughtUp = new CaughtUp(settings, connector, { positions } as EventConsumer, readiness);
  caughtUp.start();
  return { caughtUp, readiness };
}

describe('the start condition', () => {
  it('holds until the group is at the ends as they stood at the start, whichever member read them', async () => {
    let own = 0;
    let committedByOthers = 0;
    let end = 10;
    const { caughtUp, readiness } = start(
      {
        topicBounds: async () => [
          { partition: 0, low: 0, high: end },
          { partition: 1, low: 3, high: 7 },
          { partition: 2, low: 5, high: 5 },
        ],
        committed: async () => new Map([[1, committedByOthers]]),
      },
      () => [{ topic: 't', partition: 0, offset: own }],
    );
    await until(async () => (await readiness.failures())['caught_up']?.includes('t (17)'));
    end = 1_000;
    own = 10;
    await until(async () => (await readiness.failures())['caught_up']?.includes('t (7)'));
    expect(caughtUp.reached).toBe(false);
    committedByOthers = 7;
    await caughtUp.whenReached();
    expect(caughtUp.reached).toBe(true);
    expect(await readiness.failures()).toEqual({});
    await caughtUp.stop();
  });

  it('waits for a broker that is away', async () => {
    let away = true;
    const { caughtUp } = start(
      {
        topicBounds: async () => {
          if (away) throw new Error('away');
          return [];
        },
        committed: async () => new Map(),
      },
      () => [],
    );
    expect(caughtUp.reached).toBe(false);
    away = false;
    await caughtUp.whenReached();
    await caughtUp.stop();
  });

  it('holds at once where nothing has to be consumed first', () => {
    expect(start({}, () => [], []).caughtUp.reached).toBe(true);
  });
});
