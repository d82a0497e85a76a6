import type { Type as Class } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsArray, IsObject, ValidateNested } from 'class-validator';
import { check, checkFault, field, type FieldOptions } from './field.js';
import type { ListOptions } from './fields.js';

/** Swagger knows a function that answers the class by its name, `type`. */
const lazily = (type: () => Class) => ({ type: () => type() });

/** Another DTO inside this one: `@ObjectField(() => Card, { optional: true }) card?: Card`. */
export const ObjectField = (type: () => Class, options: FieldOptions = {}): PropertyDecorator =>
  field(
    options,
    lazily(type),
    ValidateNested({ message: 'The value must be an object' }),
    IsObject({ message: 'The value must be an object' }),
    Type(type),
  );

/** A list of DTOs. */
export const ObjectListField = (
  type: () => Class,
  { min = 0, max, ...options }: ListOptions,
): PropertyDecorator =>
  field(
    options,
    { ...lazily(type), isArray: true, minItems: min, maxItems: max },
    check(
      'listSize',
      `The list must have ${min} to ${max} entries`,
      (value) => Array.isArray(value) && value.length >= min && value.length <= max,
    ),
    ValidateNested({ each: true, message: 'The list must hold objects' }),
    IsObject({ each: true, message: 'The list must hold objects' }),
    IsArray({ message: 'The value must be a list' }),
    Type(type),
  );

/** An opaque JSON object, passed on as it is. */
export const JsonField = ({ maxBytes, ...options }: FieldOptions & { maxBytes: number }): PropertyDecorator =>
  field(
    options,
    { type: 'object', additionalProperties: true },
    check(
      'jsonSize',
      `The value must have at most ${maxBytes} bytes as JSON`,
      (value) => Buffer.byteLength(JSON.stringify(value) ?? '') <= maxBytes,
    ),
    IsObject({ message: 'The value must be an object' }),
  );

/**
 * Something that the fields above cannot say (a union like `'all' | string[]`): its OpenAPI schema and a
 * check that answers in words what is wrong, or nothing.
 */
export const CustomField = (
  schema: ApiPropertyOptions,
  fault: (value: unknown) => string | undefined,
  options: FieldOptions = {},
): PropertyDecorator => field(options, schema as Record<string, unknown>, checkFault('custom', fault));

/** A field of an answer that needs no validation: the schema alone. */
export const AnswerField = (options: ApiPropertyOptions = {}): PropertyDecorator => ApiProperty(options);
