import { CustomField, rule, type FieldRule } from '@switchboard/http';
import { readNickname } from './nickname.js';

const ruled = (code: 'wrong_length' | 'wrong_format'): FieldRule => [
  code,
  (value) => {
    const read = readNickname(value as string);
    return 'fault' in read && read.fault === code ? read.reason : undefined;
  },
];

/** A nickname: 1 to 40 characters as people count them, with something to see. */
export const NicknameField = (): PropertyDecorator =>
  CustomField(
    { type: 'string', minLength: 1, maxLength: 400 },
    [
      rule('not_a_string', 'The value must be a text', (value) => typeof value === 'string'),
      ruled('wrong_length'),
      ruled('wrong_format'),
    ],
    { optional: true },
  );
