import { problemCatalogue, type ProblemCode } from './problem-catalogue.js';

/** Codes of one fault in the input, beside the 400s of the catalogue; what each means. The reason in words comes with it. */
export const inputFaults = {
  required: 'The field is missing',
  unknown_field: 'There is no such field',
  not_a_string: 'A text is wanted',
  not_an_integer: 'A whole number is wanted',
  not_a_boolean: 'true or false is wanted',
  not_a_list: 'A list is wanted',
  not_an_object: 'An object is wanted',
  not_an_id: 'An id is wanted',
  not_a_time: 'A time is wanted',
  not_a_language: 'A language tag is wanted',
  not_a_cursor: 'The cursor is not one that this list has given',
  not_an_entity_tag: 'An ETag is wanted',
  not_a_card: 'A card is wanted',
  not_allowed: 'Another value is wanted, or none',
  not_storable: 'The text has characters that cannot be stored',
  too_small: 'The number is too small',
  too_large: 'The number, or the JSON, is too large',
  too_deep: 'The JSON is nested too deeply',
  wrong_length: 'The text or list is too short or too long',
  wrong_format: 'The text has characters, or a form, that are not allowed here',
  out_of_range: 'The time is too early or too late',
  repeated: 'A value stands there twice',
  one_of: 'Exactly one of several fields is wanted',
  same_agent: 'The chats are with this agent already',
} as const satisfies Record<string, string>;

type BadRequest = {
  [Code in ProblemCode]: (typeof problemCatalogue)[Code]['status'] extends 400 ? Code : never;
}[ProblemCode];

/** A stable code of one fault: a form that is wrong, or a rule of the domain that the catalogue has a problem for. */
export type FaultCode = keyof typeof inputFaults | BadRequest;

/** The code of an answer whose only fault this is. */
export function problemOfFault(code: FaultCode): ProblemCode {
  if (code === 'unknown_field') return 'request.unknown_field';
  return code in problemCatalogue ? (code as BadRequest) : 'request.invalid';
}
