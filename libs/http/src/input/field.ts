import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy, ValidateIf } from 'class-validator';
import type { FaultCode } from '../problems/fault-codes.js';

/** What every field decorator takes. One decorator says it all: the validation and the OpenAPI schema. */
export interface FieldOptions {
  /** In place of the doc comment above the field. */
  description?: string;
  /** May be left out. `null` is still refused unless `nullable`. */
  optional?: boolean;
  nullable?: boolean;
  /** The field stands in a query: its text is read as the type (digits, true/false, comma list). */
  query?: boolean;
  example?: unknown;
}

/** A code, and why a value has this fault, in words; undefined: it has not. */
export type FieldRule = readonly [code: FaultCode, fault: (value: unknown) => string | undefined];

const required: FieldRule = [
  'required',
  (value) => (value === undefined ? 'This field is required' : undefined),
];

/**
 * Puts rules and schema together: the base of all fields. The rules are asked in order, the first that finds a fault
 * tells it: what is no text has no length.
 */
export function field(
  options: FieldOptions,
  schema: Record<string, unknown>,
  rules: readonly FieldRule[],
  ...others: PropertyDecorator[]
): PropertyDecorator {
  const { description, optional = false, nullable = false, example } = options;
  const property = { ...schema, description, required: !optional, ...(nullable && { nullable }), example };
  const applies = (_: object, value: unknown) =>
    !(optional && value === undefined) && !(nullable && value === null);
  return applyDecorators(
    ApiProperty(property as ApiPropertyOptions),
    ...(optional || nullable ? [ValidateIf(applies)] : []),
    validator([required, ...rules]),
    ...others,
  );
}

/** The name that class-validator gives to what the rules of a field found. */
export const ruledConstraint = 'rules';

/** The rules as one validator. Class-validator carries a text: the code of the first fault, a blank, the reason. */
export function validator(rules: readonly FieldRule[]): PropertyDecorator {
  const firstFault = (value: unknown): string | undefined => {
    for (const [code, fault] of rules) {
      const reason = fault(value);
      if (reason !== undefined) return `${code} ${reason}`;
    }
    return undefined;
  };
  return ValidateBy({
    name: ruledConstraint,
    validator: {
      validate: (value) => firstFault(value) === undefined,
      // Class-validator replaces `$value` and its like in a message.
      defaultMessage: (asked) => (firstFault(asked?.value) ?? '').replaceAll('$', ''),
    },
  });
}

/** A rule with one reason for all values. */
export const rule = (code: FaultCode, reason: string, holds: (value: unknown) => boolean): FieldRule => [
  code,
  (value) => (holds(value) ? undefined : reason),
];

/** What is typed as text. */
export const isText = rule('not_a_string', 'The value must be a text', (value) => typeof value === 'string');

/** Brings what was typed into the form that is judged and stored, before validation. */
export const cleaned = (clean: (typed: string) => string): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? clean(value) : value));

/** Reads a query's text; what cannot be read is left as it is and refused by the rules. */
export const fromText = (options: FieldOptions, read: (text: string) => unknown): PropertyDecorator[] =>
  options.query
    ? [Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? read(value) : value))]
    : [];
