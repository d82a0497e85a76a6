import { Injectable } from '@nestjs/common';

/** For so long a shop or key is taken to be as it was read; a change that arrives here ends it at once. */
const keptMs = 1_000;
const mostRecords = 10_000;

/**
 * Shops and keys read a moment ago: a storefront that sends hundreds of messages a second asks for the same two
 * rows each time. Never what was not there, and nothing that lets a revoked key in: the mirror answers for that.
 */
@Injectable()
export class RecentRecords {
  private readonly records = new Map<string, { record: object; until: number }>();

  /** The record under this name, read again where it is not recent. */
  async get<T extends object>(name: string, read: () => Promise<T | undefined>): Promise<T | undefined> {
    const known = this.records.get(name);
    if (known && known.until > performance.now()) return known.record as T;
    const record = await read();
    if (this.records.size >= mostRecords) this.records.clear();
    if (record) this.records.set(name, { record, until: performance.now() + keptMs });
    else this.records.delete(name);
    return record;
  }

  /** It has changed. */
  forget(name: string): void {
    this.records.delete(name);
  }
}

/** A shop's name here. */
export const shopName = (shopId: string) => `shop:${shopId}`;
/** A key's name here. */
export const keyName = (keyId: string) => `key:${keyId}`;
