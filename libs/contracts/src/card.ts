import Type, { type Static } from 'typebox';
import { opaque } from './fields.js';

/** Bytes of a card as JSON in UTF-8, at most. */
export const CARD_BYTES_LIMIT = 8_192;

/** What a card's kind may look like. */
export const CARD_KIND_PATTERN = '^[a-z][a-z0-9_-]{0,39}$';

const shape = Type.Object({
  kind: Type.String({
    pattern: CARD_KIND_PATTERN,
    examples: ['picture', 'product', 'order'],
    description: 'What the card shows; the frontend decides how to draw it.',
  }),
  data: opaque('Opaque to Switchboard.'),
});

/** A picture, a product, an order: `kind` and opaque JSON, together at most 8 KB. Never translated. */
export type Card = Static<typeof shape>;

/** What is wrong with a card beyond its shape, or undefined. REST and Kafka ask the same function. */
export function cardProblem(card: unknown): string | undefined {
  const json = JSON.stringify(card) ?? '';
  if (Buffer.byteLength(json) > CARD_BYTES_LIMIT)
    return `must not be larger than ${CARD_BYTES_LIMIT} bytes of JSON`;
  // What PostgreSQL refuses to keep in a jsonb value. JSON.stringify escapes a half surrogate pair.
  if (/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/.test(json))
    return 'must not contain NUL or half surrogate pairs';
  return undefined;
}

/** The schema of a card, size included. */
export const card = Type.Refine(
  shape,
  (value) => cardProblem(value) === undefined,
  (value) => cardProblem(value) ?? 'must be a card',
);
