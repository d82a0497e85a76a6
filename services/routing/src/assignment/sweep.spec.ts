import { jest } from '@jest/globals';
import { Metrics } from '@switchboard/chassis';
import type { ChatQueue } from './chat-queue.js';
import { Demand } from './demand.js';
import { EngineMetrics } from './engine-metrics.js';
import { EngineSettings } from './engine-settings.js';
import type { ShopRanges } from './shop-ranges.js';
import type { SingleShopRound } from './single-shop-round.js';
import { Sweep } from './sweep.js';

const sweepOf = (shopIds: string[], demand: Demand, choose: (shopId: string) => Promise<number>) => {
  const queue = {
    longWaiting: () => Promise.resolve(shopIds),
    canServe: () => Promise.resolve(true),
    waiting: () => Promise.resolve(1),
  };
  return new Sweep(
    { owned: () => Promise.resolve([0]) } as unknown as ShopRanges,
    queue as unknown as ChatQueue,
    demand,
    { choose } as unknown as SingleShopRound,
    new EngineSettings(),
    new EngineMetrics(new Metrics('sweep-test')),
  );
};

describe('the sweep', () => {
  it('goes on to the next shop although one is never idle', async () => {
    const demand = new Demand();
    demand.add('busy', 1);
    demand.take(1);
    const choose = jest.fn((_shopId: string) => Promise.resolve(0));
    // Serves every shop but the busy one, as a drain does.
    demand.onReady(() =>
      setImmediate(() => demand.take(9).forEach(({ shopId }) => shopId !== 'busy' && demand.release(shopId))),
    );
    await sweepOf(['busy', 'other'], demand, choose).run();
    expect(choose.mock.calls.map(([shopId]) => shopId)).toEqual(['busy', 'other']);
  });

  it('goes on to the next shop although one fails', async () => {
    const demand = new Demand();
    demand.onReady(() => setImmediate(() => demand.take(9).forEach(({ shopId }) => demand.release(shopId))));
    const choose = jest.fn((shopId: string) =>
      shopId === 'stuck' ? Promise.reject(new Error('statement timeout')) : Promise.resolve(0),
    );
    await sweepOf(['stuck', 'other'], demand, choose).run();
    expect(choose.mock.calls.map(([shopId]) => shopId)).toEqual(['stuck', 'other']);
  });
});
