/** Every key of a shop carries its hash tag: one Cluster slot, so that a script may touch all of them. */
const keyOf = (shopId: string, name: string): string => `{${shopId}}:${name}`;

/** ready, agents, ops, meta: in the order in which the scripts take them. */
export function poolKeys(shopId: string): string[] {
  return ['ready', 'agents', 'ops', 'meta'].map((name) => keyOf(shopId, name));
}
