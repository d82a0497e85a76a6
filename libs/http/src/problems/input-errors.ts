import type { ValidationError } from 'class-validator';
import type { FaultCode } from './fault-codes.js';
import type { InputError } from './problem.js';

/** class-validator's own constraints -> our codes and reasons; the names of all others are codes already. */
const foreign: Record<string, [FaultCode, string]> = {
  whitelistValidation: ['unknown_field', 'There is no such field'],
  nestedValidation: ['not_an_object', 'The value must be an object'],
  unknownValue: ['not_an_object', 'The value must be an object'],
};

const isUnknown = ({ constraints = {} }: ValidationError) => 'whitelistValidation' in constraints;

/** Flattens class-validator's tree into a flat list, one entry per field; at each level the unknown ones last. */
export function toInputErrors(errors: ValidationError[], parent = ''): InputError[] {
  const ordered = [...errors].sort((left, right) => Number(isUnknown(left)) - Number(isUnknown(right)));
  return ordered.flatMap((error) => {
    const path = joinPath(parent, error.property, Array.isArray(error.target));
    const constraints = Object.entries(error.constraints ?? {});
    const own = constraints.find(([name]) => !(name in foreign)) ?? constraints[0];
    // What is in place of a list is not judged as one of its entries.
    const inner = own?.[0] === 'not_a_list' ? [] : (error.children ?? []);
    return [...(own ? [toInputError(path, own)] : []), ...toInputErrors(inner, path)];
  });
}

function toInputError(path: string, [name, reason]: [string, string]): InputError {
  const [code, message] = foreign[name] ?? [name as FaultCode, reason];
  return { path, code, message };
}

function joinPath(parent: string, property: string, inList: boolean): string {
  if (inList) return `${parent}[${property}]`;
  return parent === '' ? property : `${parent}.${property}`;
}
