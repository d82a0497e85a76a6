import type { LogPosition } from '../event-log/log-position.js';

/** Where a reader stands in all of its shops; what `Last-Event-ID` carries. */
export interface StreamPosition {
  /** Which Redis instance the entries' ids come from. */
  instance: string;
  /** By shop tag (see `shopTag`). */
  shops: Map<string, LogPosition>;
}

const version = '1';
const pattern = /^([0-9a-z]{12})\.([0-9a-z]{1,12})\.([0-9a-z]{1,11})\.([0-9a-z]{1,11})$/;

/** A shop's last 12 hexadecimal digits: distinguishes a reader's own shops, and keeps the id of each event short. */
export function shopTag(shopId: string): string {
  return shopId.slice(-12);
}

/** A Redis run id, shortened: only compared for equality. */
export function instanceTag(runId: string): string {
  return runId.slice(0, 8);
}

/** The text form: `1~<instance>~<shop>.<generation>.<ms>.<n>~...`, numbers in base 36. */
export function encodePosition(position: StreamPosition): string {
  const shops = [...position.shops].map(([tag, { generation, entry }]) => {
    const [ms, n] = entry.split('-');
    return `${tag}.${generation}.${Number(ms).toString(36)}.${Number(n).toString(36)}`;
  });
  return [version, position.instance, ...shops].join('~');
}

/** Reads a position back; undefined for anything that this code did not write. */
export function decodePosition(text: string): StreamPosition | undefined {
  const [head, instance, ...shops] = text.split('~');
  if (head !== version || !instance || !/^[0-9a-z]{1,8}$/.test(instance)) return undefined;
  const position: StreamPosition = { instance, shops: new Map() };
  for (const shop of shops) {
    const match = pattern.exec(shop);
    if (!match) return undefined;
    const [, tag, generation, ms, n] = match as unknown as [string, string, string, string, string];
    position.shops.set(tag, { generation, entry: `${parseInt(ms, 36)}-${parseInt(n, 36)}` });
  }
  return position;
}
