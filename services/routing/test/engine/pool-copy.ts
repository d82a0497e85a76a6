import type { TestRedis } from '@switchboard/testing';
import { poolKeys } from '../../src/assignment/lua/keys.js';

/** What Redis held of some shops: the keys that were there, dumped. */
export type PoolCopy = [key: string, dump: Buffer][][];

const dump = `
  local dumps = {}
  for i, key in ipairs(KEYS) do dumps[i] = redis.call('DUMP', key) end
  return dumps`;
const restore = `for i, key in ipairs(KEYS) do redis.call('RESTORE', key, 0, ARGV[i], 'REPLACE') end`;

/**
 * A shop's four keys as they stood at one moment: a replica that is behind knows a state that the primary once had, never
 * half of one and half of another.
 */
export async function copyPool(client: TestRedis['client'], shopIds: readonly string[]): Promise<PoolCopy> {
  const copy: PoolCopy = [];
  for (const shopId of shopIds) {
    const keys = poolKeys(shopId);
    const dumps = (await client.callBuffer('eval', dump, keys.length, ...keys)) as (Buffer | null)[];
    copy.push(keys.flatMap((key, at): PoolCopy[number] => (dumps[at] ? [[key, dumps[at]]] : [])));
  }
  return copy;
}

/** Puts the copy in place of what is there. */
export async function restorePool(client: TestRedis['client'], copy: PoolCopy): Promise<void> {
  for (const shop of copy) {
    const [keys, dumps] = [shop.map(([key]) => key), shop.map(([, packed]) => packed)];
    if (keys.length > 0) await client.eval(restore, keys.length, ...keys, ...dumps);
  }
}
