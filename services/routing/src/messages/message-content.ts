import { CARD_BYTES_LIMIT, CARD_KIND_PATTERN, cardProblem, type Card } from '@switchboard/contracts';
import { isRfc3339 } from '@switchboard/http';

const cardKind = new RegExp(CARD_KIND_PATTERN);
/** `sentAt` may be this far ahead of our clock and this far back: clocks differ, imports are old, typos are neither. */
const aheadMs = 24 * 60 * 60 * 1_000;
const earliest = Date.UTC(2000, 0, 1);

/** What is wrong with a card, or nothing: `{kind, data}`, at most 8 KB as JSON; the same limits as on Kafka. */
export function cardFault(value: unknown): string | undefined {
  const { kind, data, ...others } = (value ?? {}) as Partial<Card>;
  const isObject =
    typeof value === 'object' && typeof data === 'object' && data !== null && !Array.isArray(data);
  if (!isObject || Object.keys(others).length > 0) return 'The card must be {kind, data}';
  if (typeof kind !== 'string' || !cardKind.test(kind))
    return 'The kind must be a word of at most 40 characters';
  return cardProblem(value) && `The card must have at most ${CARD_BYTES_LIMIT} bytes of JSON`;
}

/** What is wrong with a `sentAt`, or nothing: an RFC 3339 time between the year 2000 and a day from now. */
export function sentAtFault(value: unknown): string | undefined {
  const time = isRfc3339(value) ? Date.parse(value as string) : Number.NaN;
  return time >= earliest && time <= Date.now() + aheadMs
    ? undefined
    : 'The time must lie between 2000 and now';
}
