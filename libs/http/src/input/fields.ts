import {
  charactersFault,
  cleanName,
  EMAIL_LIMIT,
  emailAddress,
  emailFault,
  languageFault,
  lengthFault,
  NAME_LIMIT,
  nameFault,
  type TextLimits,
} from '@switchboard/text';
import { IsArray, IsBoolean, IsIn, IsInt, Max, Min } from 'class-validator';
import { check, checkFault, cleaned, field, fromText, type FieldOptions } from './field.js';
import { isId } from './id.js';
import { isRfc3339 } from './formats.js';

/** Lengths are code points. */
export interface TextOptions extends FieldOptions, TextLimits {
  pattern?: RegExp;
}

/** A text. `min` is 1 by default; leading and trailing blanks count. */
export function TextField({ min = 1, max, pattern, multiline, ...options }: TextOptions): PropertyDecorator {
  const schema = {
    type: 'string',
    minLength: min,
    maxLength: max,
    ...(pattern && { pattern: pattern.source }),
  };
  const matches = (value: unknown) => typeof value === 'string' && (pattern?.test(value) ?? true);
  return field(
    options,
    schema,
    check('matches', 'The value has characters that are not allowed here', matches),
    checkFault('characters', (value) => charactersFault(value, multiline)),
    checkFault('textLength', (value) => lengthFault(value, { min, max })),
    isText,
  );
}

const isText = check('isString', 'The value must be a text', (value) => typeof value === 'string');

/** The name of an account, a shop, a person or a key; without blanks at its ends. */
export const NameField = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    options,
    { type: 'string', minLength: 1, maxLength: NAME_LIMIT, pattern: '\\S' },
    cleaned(cleanName),
    checkFault('isName', nameFault),
    checkFault('textLength', (value) => lengthFault(value, { max: NAME_LIMIT })),
    isText,
  );

/** An id of the suite. */
export const IdField = (options: FieldOptions = {}): PropertyDecorator =>
  field(options, { type: 'string', format: 'uuid' }, check('isUuid', 'The value must be an id', isId));

/** A whole number. */
export function IntegerField({ min, max, ...options }: FieldOptions & { min: number; max: number }) {
  return field(
    options,
    { type: 'integer', minimum: min, maximum: max },
    ...fromText(options, (text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : text)),
    Max(max, { message: `The value must be at most ${max}` }),
    Min(min, { message: `The value must be at least ${min}` }),
    IsInt({ message: 'The value must be a whole number' }),
  );
}

/** `true` or `false`. */
export const FlagField = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    options,
    { type: 'boolean' },
    ...fromText(options, (text) => (text === 'true' ? true : text === 'false' ? false : text)),
    IsBoolean({ message: 'The value must be true or false' }),
  );

/** One of a few words. */
export const ChoiceField = (choices: readonly string[], options: FieldOptions = {}): PropertyDecorator =>
  field(
    options,
    { type: 'string', enum: [...choices] },
    IsIn(choices, { message: `The value must be one of ${choices.join(', ')}` }),
  );

/** A time as RFC 3339 writes it, with seconds and offset. */
export const TimeField = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    options,
    { type: 'string', format: 'date-time' },
    check('isRfc3339', 'The value must be a time like 2026-03-01T09:30:00Z', isRfc3339),
  );

/** A BCP 47 language tag. */
export const LanguageField = (options: FieldOptions = {}): PropertyDecorator =>
  field(options, { type: 'string', maxLength: 35, example: 'es' }, checkFault('isLanguage', languageFault));

/** An e-mail address, in the one form in which it is stored, compared and mailed. */
export const EmailField = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    options,
    { type: 'string', format: 'email', maxLength: EMAIL_LIMIT },
    cleaned((typed) => emailAddress(typed) ?? typed),
    checkFault('isEmail', emailFault),
    isText,
  );

/** Bounds of a list. */
export interface ListOptions extends FieldOptions {
  min?: number;
  max: number;
}

const listOf = (
  { min = 0, max, ...options }: ListOptions,
  items: Record<string, unknown>,
  ...validators: PropertyDecorator[]
) => {
  const sized = (value: unknown) => Array.isArray(value) && value.length >= min && value.length <= max;
  const unique = (value: unknown) => Array.isArray(value) && new Set(value).size === value.length;
  return field(
    options,
    { type: 'array', items, minItems: min, maxItems: max, uniqueItems: true },
    ...fromText(options, (text) => text.split(',').filter((part) => part !== '')),
    ...validators,
    check('arrayUnique', 'The values must differ', unique),
    check('listSize', `The list must have ${min} to ${max} entries`, sized),
    IsArray({ message: 'The value must be a list' }),
  );
};

/** Different ids. */
export const IdListField = (options: ListOptions): PropertyDecorator =>
  listOf(
    options,
    { type: 'string', format: 'uuid' },
    check('isUuid', 'The list must hold ids', isId, { each: true }),
  );

/** Different words out of a few. */
export const ChoiceListField = (choices: readonly string[], options: ListOptions): PropertyDecorator =>
  listOf(
    options,
    { type: 'string', enum: [...choices] },
    IsIn(choices, { each: true, message: `Each value must be one of ${choices.join(', ')}` }),
  );
