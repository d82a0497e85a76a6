import { Injectable } from '@nestjs/common';

interface ShopDemand {
  wanted: number;
  /** In a round now: its next demand waits until the round is over. */
  busy: boolean;
}

/** A number of picks for a shop. */
export interface Wanted {
  shopId: string;
  wanted: number;
}

/**
 * How many picks each shop still needs. A chat that arrives, is released or reopened asks for exactly one;
 * two processes that both asked for the same waiting chat would spoil fairness.
 */
@Injectable()
export class Demand {
  private readonly shops = new Map<string, ShopDemand>();
  private readonly ready = new Set<string>();
  private readonly watchers = new Map<string, Set<() => void>>();
  private listener: () => void = () => undefined;

  /** Called when there is something to take. */
  onReady(listener: () => void): void {
    this.listener = listener;
  }

  add(shopId: string, wanted: number): void {
    if (wanted <= 0) return;
    const shop = this.shops.get(shopId) ?? { wanted: 0, busy: false };
    shop.wanted += wanted;
    this.shops.set(shopId, shop);
    if (shop.busy) return;
    this.ready.add(shopId);
    this.listener();
  }

  /** Takes up to `most` shops with all they want, in the order in which they asked. */
  take(most: number): Wanted[] {
    const taken: Wanted[] = [];
    for (const shopId of this.ready) {
      if (taken.length >= most) break;
      const shop = this.shops.get(shopId)!;
      taken.push({ shopId, wanted: shop.wanted });
      shop.wanted = 0;
      shop.busy = true;
      this.ready.delete(shopId);
    }
    return taken;
  }

  /** The shop's round is over. */
  release(shopId: string): void {
    const shop = this.shops.get(shopId);
    if (!shop) return;
    shop.busy = false;
    if (shop.wanted > 0) {
      this.ready.add(shopId);
      this.listener();
    } else {
      this.shops.delete(shopId);
      for (const resolve of this.watchers.get(shopId) ?? []) resolve();
      this.watchers.delete(shopId);
    }
  }

  /** When the shop wants nothing more and is in no round; after `withinMs` in any case. */
  settled(shopId: string, withinMs: number): Promise<void> {
    if (!this.shops.has(shopId)) return Promise.resolve();
    return new Promise((resolve) => {
      const watchers = this.watchers.get(shopId) ?? new Set();
      const done = () => {
        clearTimeout(timer);
        watchers.delete(done);
        resolve();
      };
      const timer = setTimeout(done, withinMs);
      this.watchers.set(shopId, watchers.add(done));
    });
  }

  wants(shopId: string): boolean {
    return this.shops.has(shopId);
  }

  /** Nothing wanted, nothing in a round. */
  get empty(): boolean {
    return this.shops.size === 0;
  }

  get hasReady(): boolean {
    return this.ready.size > 0;
  }

  /** Picks wanted and not asked for yet, over all shops. */
  get waiting(): number {
    let sum = 0;
    for (const { wanted } of this.shops.values()) sum += wanted;
    return sum;
  }
}
