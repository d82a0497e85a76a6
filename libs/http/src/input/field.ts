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
    ...validators([required, ...rules]),
    ...others,
  );
}

/** One validator per code, so that class-validator names the code; each is silent while one before it speaks. */
export function validators(rules: readonly FieldRule[]): PropertyDecorator[] {
  const firstFault = (value: unknown) => rules.find(([, fault]) => fault(value) !== undefined);
  return [...new Set(rules.map(([code]) => code))].map((code) =>
    ValidateBy({
      name: code,
      validator: {
        validate: (value) => firstFault(value)?.[0] !== code,
        // Class-validator replaces `$value` and its like in a message.
        defaultMessage: (asked) => (firstFault(asked?.value)?.[1](asked?.value) ?? '').replaceAll('$', ''),
      },
    }),
  );
}

/** A rule with one reason for all values. */
export const rule = (code: FaultCode, reason: string, holds: (value: unknown) => boolean): FieldRule => [
  code,
  (value) => (holds(value) ? undefined : reason),
];

/** Brings what was typed into the form that is judged and stored, before validation. */
export const cleaned = (clean: (typed: string) => string): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? clean(value) : value));

/** Reads a query's text; what cannot be read is left as it is and refused by the rules. */
export const fromText = (options: FieldOptions, read: (text: string) => unknown): PropertyDecorator[] =>
  options.query
    ? [Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? read(value) : value))]
    : [];
