import { applyDecorators, type Type as Class } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ValidateIf, ValidateNested } from 'class-validator';
import type { FaultCode } from '../problems/fault-codes.js';
import { field, rule, validator, type FieldOptions, type FieldRule } from './field.js';
import { listRules, type ListOptions } from './list-fields.js';

/** Swagger knows a function that answers the class by its name, `type`. */
const lazily = (type: () => Class) => ({ type: () => type() });
const isObject = rule(
  'not_an_object',
  'The value must be an object',
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

/** Another DTO inside this one: `@ObjectField(() => Card, { optional: true }) card?: Card`. */
export const ObjectField = (type: () => Class, options: FieldOptions = {}): PropertyDecorator =>
  field(options, lazily(type), [isObject], ValidateNested(), Type(type));

/** A list of DTOs. */
export const ObjectListField = (type: () => Class, bounds: ListOptions): PropertyDecorator => {
  const { min = 0, max, ...options } = bounds;
  const schema = { ...lazily(type), isArray: true, minItems: min, maxItems: max };
  const holdsObjects = rule('not_an_object', 'The list must hold objects', (value) =>
    (value as unknown[]).every((item) => isObject[1](item) === undefined),
  );
  return field(
    options,
    schema,
    [...listRules(bounds), holdsObjects],
    ValidateNested({ each: true }),
    Type(type),
  );
};

/** An opaque JSON object, passed on as it is. */
export const JsonField = ({ maxBytes, ...options }: FieldOptions & { maxBytes: number }): PropertyDecorator =>
  field(options, { type: 'object', additionalProperties: true }, [
    isObject,
    rule(
      'too_large',
      `The value must have at most ${maxBytes} bytes as JSON`,
      (value) => Buffer.byteLength(JSON.stringify(value)) <= maxBytes,
    ),
  ]);

/**
 * Something that the fields above cannot say (a union like `'all' | string[]`): its OpenAPI schema and its rules, in
 * the order in which they are asked.
 */
export const CustomField = (
  schema: ApiPropertyOptions,
  rules: readonly FieldRule[],
  options: FieldOptions = {},
): PropertyDecorator => field(options, schema as Record<string, unknown>, rules);

/** A field that is known only to be refused with a code of its own. The document does not show it. */
export const RefusedField = (code: FaultCode, reason: string): PropertyDecorator =>
  applyDecorators(
    ValidateIf((_, value) => value !== undefined),
    validator([[code, () => reason]]),
  );

/** A field of an answer that needs no validation: the schema alone. */
export const AnswerField = (options: ApiPropertyOptions = {}): PropertyDecorator => ApiProperty(options);
