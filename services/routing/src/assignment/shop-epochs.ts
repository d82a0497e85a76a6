import { Injectable } from '@nestjs/common';
import { ChatQueue, type ShopEpoch } from './chat-queue.js';

/** More shops than one process serves in a day; the oldest are asked again. */
const maxShops = 20_000;

/** The epoch and mode of each shop as this process saw them last. A stale one is refused by `assign`. */
@Injectable()
export class ShopEpochs {
  private readonly known = new Map<string, ShopEpoch>();

  constructor(private readonly queue: ChatQueue) {}

  /** Answers those that exist. */
  async of(shopIds: readonly string[]): Promise<Map<string, ShopEpoch>> {
    const missing = shopIds.filter((shopId) => !this.known.has(shopId));
    if (missing.length > 0) for (const shop of await this.queue.epochs(missing)) this.remember(shop);
    return new Map(
      shopIds.flatMap((shopId) => {
        const shop = this.known.get(shopId);
        return shop ? [[shopId, shop] as const] : [];
      }),
    );
  }

  remember({ shopId, epoch, mode }: ShopEpoch): void {
    this.known.delete(shopId);
    this.known.set(shopId, { shopId, epoch, mode });
    if (this.known.size > maxShops) this.known.delete(this.known.keys().next().value!);
  }

  forget(shopId: string): void {
    this.known.delete(shopId);
  }
}
