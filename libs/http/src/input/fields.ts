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
import { cleaned, field, fromText, isText, rule, type FieldOptions } from './field.js';
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
  return field(options, schema, [
    isText,
    ['wrong_length', (value) => lengthFault(value, { min, max })],
    ['wrong_format', (value) => charactersFault(value, multiline)],
    rule(
      'wrong_format',
      'The value has characters that are not allowed here',
      (value) => pattern?.test(value as string) ?? true,
    ),
  ]);
}

/** The name of an account, a shop, a person or a key; without blanks at its ends. */
export const NameField = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    options,
    { type: 'string', minLength: 1, maxLength: NAME_LIMIT, pattern: '\\S' },
    [
      isText,
      ['wrong_length', (value) => lengthFault(value, { max: NAME_LIMIT })],
      ['wrong_format', nameFault],
    ],
    cleaned(cleanName),
  );

/** A whole number. */
export function IntegerField({ min, max, ...options }: FieldOptions & { min: number; max: number }) {
  return field(
    options,
    { type: 'integer', minimum: min, maximum: max },
    [
      rule('not_an_integer', 'The value must be a whole number', Number.isInteger),
      rule('too_small', `The value must be at least ${min}`, (value) => (value as number) >= min),
      rule('too_large', `The value must be at most ${max}`, (value) => (value as number) <= max),
    ],
    ...fromText(options, (text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : text)),
  );
}

/** `true` or `false`. */
export const FlagField = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    options,
    { type: 'boolean' },
    [rule('not_a_boolean', 'The value must be true or false', (value) => typeof value === 'boolean')],
    ...fromText(options, (text) => (text === 'true' ? true : text === 'false' ? false : text)),
  );

/** One of a few words. */
export const ChoiceField = (choices: readonly string[], options: FieldOptions = {}): PropertyDecorator =>
  field(options, { type: 'string', enum: [...choices] }, [
    rule('not_allowed', `The value must be one of ${choices.join(', ')}`, (value) =>
      choices.includes(value as string),
    ),
  ]);

/** A time as RFC 3339 writes it, with seconds and offset. */
export const TimeField = (options: FieldOptions = {}): PropertyDecorator =>
  field(options, { type: 'string', format: 'date-time' }, [isTime]);

/** An RFC 3339 time of a day that exists. */
export const isTime = rule('not_a_time', 'The value must be a time like 2026-03-01T09:30:00Z', isRfc3339);

/** A BCP 47 language tag. */
export const LanguageField = (options: FieldOptions = {}): PropertyDecorator =>
  field(options, { type: 'string', maxLength: 35, example: 'es' }, [['not_a_language', languageFault]]);

/** An e-mail address, in the one form in which it is stored, compared and mailed. */
export const EmailField = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    options,
    { type: 'string', format: 'email', maxLength: EMAIL_LIMIT },
    [isText, ['email.unsupported', emailFault]],
    cleaned((typed) => emailAddress(typed) ?? typed),
  );
