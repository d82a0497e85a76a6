import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy, ValidateIf, type ValidationOptions } from 'class-validator';

/** What every field decorator takes. One decorator says it all: the validation and the OpenAPI schema. */
export interface FieldOptions {
  description?: string;
  /** May be left out. `null` is still refused unless `nullable`. */
  optional?: boolean;
  nullable?: boolean;
  /** The field stands in a query: its text is read as the type (digits, true/false, comma list). */
  query?: boolean;
  example?: unknown;
}

/** Puts validators and schema together: the base of all fields. */
export function field(
  options: FieldOptions,
  schema: Record<string, unknown>,
  ...validators: PropertyDecorator[]
): PropertyDecorator {
  const { description, optional = false, nullable = false, example } = options;
  const property = { ...schema, description, required: !optional, ...(nullable && { nullable }), example };
  const applies = (_: object, value: unknown) =>
    !(optional && value === undefined) && !(nullable && value === null);
  return applyDecorators(
    ApiProperty(property as ApiPropertyOptions),
    ...(optional || nullable ? [ValidateIf(applies)] : []),
    ...validators,
  );
}

/** A validator of our own; `name` is its key among the error codes. */
export function check(
  name: string,
  message: string,
  validate: (value: unknown) => boolean,
  options?: ValidationOptions,
): PropertyDecorator {
  return ValidateBy({ name, validator: { validate, defaultMessage: () => message } }, options);
}

/** A validator that answers why: `fault` gives the reason in words, or nothing where the value is fine. */
export function checkFault(name: string, fault: (value: unknown) => string | undefined): PropertyDecorator {
  return ValidateBy({
    name,
    validator: {
      validate: (value: unknown) => fault(value) === undefined,
      defaultMessage: (context) => fault(context?.value) ?? 'The value is not valid',
    },
  });
}

/** Brings what was typed into the form that is judged and stored, before validation. */
export const cleaned = (clean: (typed: string) => string): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? clean(value) : value));

/** Reads a query's text; what cannot be read is left as it is and refused by the validators. */
export const fromText = (options: FieldOptions, read: (text: string) => unknown): PropertyDecorator[] =>
  options.query
    ? [Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? read(value) : value))]
    : [];
