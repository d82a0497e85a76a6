import Type, { type TSchema } from 'typebox';

/** Text that PostgreSQL can store: no NUL, no half surrogate pair. Length is counted in code points. */
const STORABLE = '^[^\\u0000\\uD800-\\uDFFF]*$';
/** The same for one line: no control characters at all (class Cc) and no line separators, as libs/text judges what is typed. */
const ONE_LINE = '^[^\\u0000-\\u001F\\u007F-\\u009F\\u2028\\u2029\\uD800-\\uDFFF]*$';
const INSTANT = '^[12]\\d{3}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:[0-5]\\d(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})$';

const UUID = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
const UUID_SHAPE = new RegExp(UUID);

/** A UUID in its one canonical form (ids are compared as text in keys): accounts, shops, users, chats, messages. */
export const uuid = (description?: string) =>
  Type.String({ format: 'uuid', pattern: UUID, ...(description && { description }) });

/** Whether a header is an id of the suite. */
export const isUuid = (value: string): boolean => UUID_SHAPE.test(value);

/** An RFC 3339 time, without the leap second and the suffixes that PostgreSQL and Date disagree about. */
export const instant = (description?: string) =>
  Type.String({ format: 'date-time', pattern: INSTANT, ...(description && { description }) });

/** A whole number that rises by at least one with each change of the thing it belongs to. */
export const version = (description = 'Rises with every change; a smaller one is older.') =>
  Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description });

/** Zero or more. */
export const count = (description: string) =>
  Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description });

/** A BCP 47 tag, as it was set. */
export const language = (description?: string) =>
  Type.String({
    pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$',
    maxLength: 35,
    ...(description && { description }),
  });

/** One line of at least one character. */
export const line = (maxLength: number, description?: string) =>
  Type.String({ minLength: 1, maxLength, pattern: ONE_LINE, ...(description && { description }) });

/** Any storable text of at least one character. */
export const text = (maxLength: number, description?: string) =>
  Type.String({ minLength: 1, maxLength, pattern: STORABLE, ...(description && { description }) });

/** The value or null. The key itself is always present: a missing one is an error of the producer. */
export const nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

/** A word of a list that may grow: one of those known here, or one of a newer release. */
export type OpenWord<Word extends string> = Word | (string & {});

/** A word of a list that may grow without a new version: consumers must take words they do not know. */
export const vocabulary = <const Word extends string>(words: readonly Word[], description: string) =>
  Type.Unsafe<OpenWord<Word>>(
    Type.String({ pattern: '^[a-z][a-z0-9_.:-]*$', maxLength: 80, examples: [...words], description }),
  );

/** The word if this release knows it, else what to do instead. */
export const knownWord = <Word extends string, Otherwise>(
  words: readonly Word[],
  word: OpenWord<Word>,
  otherwise: Otherwise,
): Word | Otherwise => words.find((known) => known === word) ?? otherwise;

/** Rises with every change that a reader can see. */
export const revision = () =>
  version(
    'Rises with every change a reader can see: of two answers or events, keep the one with the higher revision.',
  );

/** A small opaque JSON object. */
export const opaque = (description: string) => Type.Record(Type.String(), Type.Unknown(), { description });

/** When it happened, by the database of the service that owns it. */
export const occurredAt = () => instant('When it happened, by the clock of the owning service.');
