import type { ValidationError } from 'class-validator';
import { ruledConstraint } from '../input/field.js';
import type { FaultCode } from './fault-codes.js';
import type { InputError } from './problem.js';

/** class-validator's own constraints -> our codes and reasons. */
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
    const own = faultOf(path, error.constraints ?? {});
    // What is in place of a list is not judged as one of its entries.
    const inner = own?.code === 'not_a_list' ? [] : (error.children ?? []);
    return [...(own ? [own] : []), ...toInputErrors(inner, path)];
  });
}

/** A field's own rules say more than class-validator's constraints. */
function faultOf(path: string, constraints: Record<string, string>): InputError | undefined {
  const ruled = constraints[ruledConstraint];
  if (ruled !== undefined) {
    const blank = ruled.indexOf(' ');
    return { path, code: ruled.slice(0, blank) as FaultCode, message: ruled.slice(blank + 1) };
  }
  const [name] = Object.keys(constraints);
  if (name === undefined) return undefined;
  const [code, message] = foreign[name] ?? ['not_allowed', constraints[name]!];
  return { path, code, message };
}

function joinPath(parent: string, property: string, inList: boolean): string {
  if (inList) return `${parent}[${property}]`;
  return parent === '' ? property : `${parent}.${property}`;
}
