import { cleaned, field, isText, type FieldRule } from '@switchboard/http';
import { readNickname } from './nickname.js';

const ruled = (code: 'wrong_length' | 'wrong_format'): FieldRule => [
  code,
  (value) => {
    const read = readNickname(value as string);
    return 'fault' in read && read.fault === code ? read.reason : undefined;
  },
];

/** A nickname in the form that is stored: 1 to 40 characters as people count them, with something to see. */
export const NicknameField = (): PropertyDecorator =>
  field(
    { optional: true },
    { type: 'string', minLength: 1, maxLength: 400 },
    [isText, ruled('wrong_length'), ruled('wrong_format')],
    cleaned((typed) => {
      const read = readNickname(typed);
      return 'nickname' in read ? read.nickname : typed;
    }),
  );
