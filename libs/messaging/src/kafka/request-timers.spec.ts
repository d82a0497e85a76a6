import { until } from '@switchboard/testing';
import { createRequire } from 'node:module';
import { quietRequestTimers } from './request-timers.js';

interface Queue {
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  maybeThrottle(ms: number): void;
  push(request: object): void;
  fulfillRequest(answer: object): void;
  destroy(): void;
}

const RequestQueue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as new (
  settings: object,
) => Queue;

describe('the timers of a connection to Kafka', () => {
  const nothing = () => undefined;
  const logger = { debug: nothing, warn: nothing };
  let queue: Queue;
  let sent: number[];
  const push = (correlationId: number) =>
    queue.push({
      entry: { correlationId, resolve: nothing, reject: nothing },
      expectResponse: true,
      sendRequest: () => void sent.push(correlationId),
    });

  beforeEach(() => {
    quietRequestTimers();
    sent = [];
    queue = new RequestQueue({
      maxInFlightRequests: 1,
      requestTimeout: 1_000,
      clientId: 'a',
      broker: 'b',
      logger,
    });
  });
  afterEach(() => queue.destroy());

  it('stand still where nothing waits', () => {
    push(1);
    queue.fulfillRequest({ correlationId: 1, size: 0, payload: {} });
    expect(sent).toEqual([1]);
    expect(queue.throttleCheckTimeoutId).toBeNull();
  });

  it('bring out what waits for an answer, and what the broker holds back for a while', async () => {
    push(1);
    push(2);
    queue.fulfillRequest({ correlationId: 1, size: 0, payload: {} });
    expect(sent).toEqual([1, 2]);
    queue.maybeThrottle(300);
    queue.fulfillRequest({ correlationId: 2, size: 0, payload: {} });
    push(3);
    expect(sent).toEqual([1, 2]);
    await until(() => sent.length === 3);
    expect(queue.throttleCheckTimeoutId).toBeNull();
  });
});
