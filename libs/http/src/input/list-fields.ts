import { field, fromText, rule, type FieldOptions, type FieldRule } from './field.js';
import { isId } from './id.js';

/** Bounds of a list. */
export interface ListOptions extends FieldOptions {
  min?: number;
  max: number;
}

const isList = rule('not_a_list', 'The value must be a list', Array.isArray);
const isUnique = rule(
  'repeated',
  'The values must differ',
  (value) => new Set(value as unknown[]).size === (value as unknown[]).length,
);
const each = (holds: (item: unknown) => boolean) => (value: unknown) => (value as unknown[]).every(holds);

/** A list whose length is within the bounds. */
export const listRules = ({ min = 0, max }: ListOptions): FieldRule[] => [
  isList,
  rule('wrong_length', `The list must have ${min} to ${max} entries`, (value) => {
    const { length } = value as unknown[];
    return length >= min && length <= max;
  }),
];

/** A list of different ids. */
export const idListRules = (bounds: ListOptions): FieldRule[] => [
  ...listRules(bounds),
  rule('not_an_id', 'The list must hold ids', each(isId)),
  isUnique,
];

function listOf(bounds: ListOptions, items: Record<string, unknown>, rules: FieldRule[]): PropertyDecorator {
  const { min = 0, max, ...options } = bounds;
  return field(
    options,
    { type: 'array', items, minItems: min, maxItems: max, uniqueItems: true },
    rules,
    ...fromText(options, (text) => text.split(',').filter((part) => part !== '')),
  );
}

/** Different ids. */
export const IdListField = (bounds: ListOptions): PropertyDecorator =>
  listOf(bounds, { type: 'string', format: 'uuid' }, idListRules(bounds));

/** Different words out of a few. */
export const ChoiceListField = (choices: readonly string[], bounds: ListOptions): PropertyDecorator =>
  listOf(bounds, { type: 'string', enum: [...choices] }, [
    ...listRules(bounds),
    rule(
      'not_allowed',
      `Each value must be one of ${choices.join(', ')}`,
      each((item) => choices.includes(item as string)),
    ),
    isUnique,
  ]);
