import { Injectable, ValidationPipe, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { isProblemCode } from '../problems/problem-catalogue.js';
import { toInputErrors } from '../problems/input-errors.js';
import { problem, type InputError, type ProblemException } from '../problems/problem.js';

/** Levels of nesting that any request may have. */
const deepest = 32;

/**
 * Nest's validation as the suite uses it: unknown fields refused, no conversion by guessing, every fault
 * told at once, and no text that PostgreSQL cannot store (NUL, half a surrogate pair) anywhere.
 */
@Injectable()
export class InputPipe implements PipeTransform {
  private readonly validation = new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    transformOptions: { enableImplicitConversion: false, exposeUnsetFields: false },
    exceptionFactory: (errors) => toProblem(toInputErrors(errors)),
  });

  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'custom') return value;
    const faults = unstorable(value, '');
    if (faults.length > 0) throw metadata.type === 'param' ? problem('not_found') : toProblem(faults);
    if (metadata.type === 'body' && metadata.metatype && !isPlainObject(value)) {
      throw toProblem([{ path: '', code: 'not_an_object', message: 'The body must be a JSON object' }]);
    }
    return this.validation.transform(value, metadata);
  }
}

/** For what reads a body before the pipe does: interceptors run first. Throws as the pipe would. */
export function refuseUnstorable(body: unknown): void {
  const faults = unstorable(body, '');
  if (faults.length > 0) throw toProblem(faults);
}

function toProblem(errors: InputError[]): ProblemException {
  const onlyUnknown = errors.length > 0 && errors.every(({ code }) => code === 'unknown_field');
  if (onlyUnknown) return problem('request.unknown_field', { errors });
  const [first, ...others] = errors;
  // "One fault: its own code on top, several: `request.invalid`."
  const own = first && others.length === 0 && isProblemCode(first.code) ? first.code : 'request.invalid';
  return problem(own, { errors });
}

const isPlainObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);

const fault = (path: string, code: string, message: string): InputError[] => [{ path, code, message }];

/** Texts that cannot be stored, and nesting so deep that walking it would exhaust the stack. */
function unstorable(value: unknown, path: string, depth = 0): InputError[] {
  if (typeof value === 'string') {
    if (!value.includes('\u0000') && value.isWellFormed()) return [];
    return fault(path, 'not_storable', 'The text has characters that cannot be stored');
  }
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return [];
  if (depth === deepest) return fault(path, 'too_deep', `Nesting beyond ${deepest} levels is not read`);
  return Object.entries(value).flatMap(([name, inner]) => {
    const at = Array.isArray(value) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`;
    return [...unstorable(name, at), ...unstorable(inner, at, depth + 1)];
  });
}
