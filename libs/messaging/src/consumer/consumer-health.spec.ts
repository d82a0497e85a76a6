import { LivenessRegistry, ReadinessRegistry } from '@switchboard/chassis';
import { MessagingSettings } from '../messaging-settings.js';
import { ConsumerHealth, ProcessEnd } from './consumer-health.js';

class CountedEnd extends ProcessEnd {
  ends = 0;
  end(): void {
    this.ends += 1;
  }
}

function setUp(handlerLimitMs = 60_000) {
  const settings = new MessagingSettings({
    service: 's',
    brokers: [],
    topicPrefix: '',
    databaseUrl: '',
    handlerLimitMs,
  });
  const [readiness, liveness, end] = [new ReadinessRegistry(), new LivenessRegistry(), new CountedEnd()];
  return { health: new ConsumerHealth(settings, end, readiness, liveness), readiness, liveness, end };
}

describe('the health of a consumer', () => {
  it('is of no interest to a process that consumes nothing', async () => {
    const { readiness, liveness } = setUp();
    expect(await readiness.failures()).toEqual({});
    expect(await liveness.failures()).toEqual({});
  });

  it('is ready only with a place in the group', async () => {
    const { health, readiness } = setUp();
    health.connecting();
    expect(await readiness.failures()).toEqual({ consumer: 'not in its consumer group yet' });
    health.running();
    expect(await readiness.failures()).toEqual({});
  });

  it('after a crash is neither ready nor alive, and the process ends', async () => {
    const { health, readiness, liveness, end } = setUp();
    health.connecting();
    health.crashed();
    expect(await readiness.failures()).toEqual({ consumer: 'the consumer has failed for good' });
    expect(await liveness.failures()).toEqual({ consumer: 'the consumer has failed for good' });
    expect(end.ends).toBe(1);
  });

  it('is not alive with a handler that does not end, and alive again when it does', async () => {
    const { health, liveness } = setUp(-1);
    health.connecting();
    const over = health.handlerBegins();
    expect(await liveness.failures()).toEqual({ consumer: 'a handler does not come to an end' });
    over();
    expect(await liveness.failures()).toEqual({});
  });

  it('a crash on the way out ends nothing', () => {
    const { health, end } = setUp();
    health.connecting();
    health.stopped();
    health.crashed();
    expect(end.ends).toBe(0);
  });
});
