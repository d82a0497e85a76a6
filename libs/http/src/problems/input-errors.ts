import type { ValidationError } from 'class-validator';
import type { InputError } from './problem.js';

/** class-validator's name of a constraint -> our code. Everything else gets `invalid`. */
const codes: Record<string, string> = {
  whitelistValidation: 'unknown_field',
  isDefined: 'required',
  isNotEmpty: 'required',
  isString: 'not_a_string',
  isInt: 'not_an_integer',
  isNumber: 'not_a_number',
  isBoolean: 'not_a_boolean',
  isArray: 'not_a_list',
  isObject: 'not_an_object',
  nestedValidation: 'not_an_object',
  isUuid: 'not_an_id',
  isEmail: 'email.unsupported',
  isRfc3339: 'not_a_time',
  isLanguage: 'not_a_language',
  isIn: 'not_allowed',
  isEnum: 'not_allowed',
  min: 'too_small',
  max: 'too_large',
  minLength: 'too_short',
  maxLength: 'too_long',
  textLength: 'wrong_length',
  listSize: 'wrong_length',
  jsonSize: 'too_large',
  arrayUnique: 'repeated',
  characters: 'wrong_format',
  isName: 'wrong_format',
  matches: 'wrong_format',
};

const rank = (constraint: string): number => {
  const position = Object.keys(codes).indexOf(constraint);
  return position < 0 ? Number.MAX_SAFE_INTEGER : position;
};

/** Flattens class-validator's tree into a flat list: one entry per field, the most basic fault first. */
export function toInputErrors(errors: ValidationError[], parent = ''): InputError[] {
  return errors.flatMap((error) => {
    const path = joinPath(parent, error.property, Array.isArray(error.target));
    const constraints = Object.keys(error.constraints ?? {}).sort((a, b) => rank(a) - rank(b));
    const [first] = constraints;
    const own = first === undefined ? [] : [toInputError(path, first, error)];
    return [...own, ...toInputErrors(error.children ?? [], path)];
  });
}

function toInputError(path: string, constraint: string, error: ValidationError): InputError {
  const missing = error.value === undefined && constraint !== 'whitelistValidation';
  const code = missing ? 'required' : (codes[constraint] ?? 'invalid');
  if (code === 'unknown_field') return { path, code, message: 'There is no such field' };
  if (missing) return { path, code, message: 'This field is required' };
  const message = error.constraints?.[constraint] ?? 'The value is not valid';
  // class-validator's own sentences begin with the property; ours do not.
  const own = message.startsWith(`${error.property} `)
    ? message.replace(error.property, 'The value')
    : message;
  return { path, code, message: own };
}

function joinPath(parent: string, property: string, inList: boolean): string {
  if (inList) return `${parent}[${property}]`;
  return parent === '' ? property : `${parent}.${property}`;
}
