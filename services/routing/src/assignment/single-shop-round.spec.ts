import type { ChatQueue, ShopRound } from './chat-queue.js';
import type { ShopEpochs } from './shop-epochs.js';
import { SingleShopRound } from './single-shop-round.js';

it('Postgres chooses for a long queue in calls of a bounded size, to its end', async () => {
  let waiting = 5_000;
  const limits: number[] = [];
  const queue = {
    assignChoosing: (shopId: string, limit: number): Promise<ShopRound> => {
      limits.push(limit);
      waiting -= limit;
      const round = {
        shopId,
        fresh: true,
        epoch: 1,
        mode: 'lowest_workload',
        assigned: limit,
        waiting,
        states: [],
      };
      return Promise.resolve(round);
    },
  };
  const nothing = undefined as never;
  const epochs = { remember: () => undefined } as unknown as ShopEpochs;
  const round = new SingleShopRound(
    nothing,
    queue as unknown as ChatQueue,
    epochs,
    nothing,
    nothing,
    nothing,
  );
  expect(await round.choose('shop', waiting)).toBe(5_000);
  expect(Math.max(...limits)).toBeLessThanOrEqual(50);
});
