import { Injectable, ValidationPipe, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import { toInputErrors } from '../problems/input-errors.js';
import { invalid, problem, type InputError } from '../problems/problem.js';
import { faultsByRules } from './input-rules.js';

/** Levels of nesting that any request may have. */
const deepest = 32;

/** What the validation of fields found, on its way to the faults found otherwise. */
class FieldFaults extends Error {
  constructor(readonly faults: InputError[]) {
    super();
  }
}

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
    exceptionFactory: (errors) => new FieldFaults(toInputErrors(errors)),
  });

  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { type, metatype } = metadata;
    if (type === 'custom') return value;
    const faults = unstorable(value, '');
    if (faults.length > 0 && type === 'param') throw problem('not_found');
    if (faults.some(({ code }) => code === 'too_deep')) throw invalid(faults);
    if (type === 'body' && metatype && !isPlainObject(value)) {
      throw invalid([{ path: '', code: 'not_an_object', message: 'The body must be a JSON object' }]);
    }
    const input = await this.validation.transform(value, metadata).catch((error: unknown) => {
      if (!(error instanceof FieldFaults)) throw error;
      const known = new Set(faults.map(({ path }) => path));
      faults.push(...error.faults.filter(({ path }) => !known.has(path)));
      return { ...(value as object) };
    });
    if (metatype && (type === 'body' || type === 'query') && isPlainObject(input)) {
      faults.push(...faultsByRules(metatype as new () => object, input as object, faults));
    }
    if (faults.length > 0)
      throw invalid(metatype ? asFieldsStand(metatype as new () => object, faults) : faults);
    return input;
  }
}

/** As the fields stand in the class, then what it does not know: unknown fields must not push known ones out of the answer. */
function asFieldsStand(type: new () => object, faults: InputError[]): InputError[] {
  const fields = getMetadataStorage().getTargetValidationMetadatas(type, '', true, false);
  const order = [...new Set(fields.map(({ propertyName }) => propertyName))];
  const places = new Map(order.map((name, at) => [name, at]));
  const place = ({ path }: InputError) => places.get(path.split(/[.[]/)[0]!) ?? order.length;
  return faults.toSorted((left, right) => place(left) - place(right));
}

/** For what reads a body before the pipe does: interceptors run first. Throws as the pipe would. */
export function refuseTooDeep(body: unknown): void {
  const faults = unstorable(body, '').filter(({ code }) => code === 'too_deep');
  if (faults.length > 0) throw invalid(faults);
}

const isPlainObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);

/** Texts that cannot be stored, and nesting so deep that walking it would exhaust the stack. */
function unstorable(value: unknown, path: string, depth = 0): InputError[] {
  if (typeof value === 'string') {
    if (!value.includes('\u0000') && value.isWellFormed()) return [];
    return [{ path, code: 'not_storable', message: 'The text has characters that cannot be stored' }];
  }
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return [];
  if (depth === deepest) {
    return [{ path, code: 'too_deep', message: `Nesting beyond ${deepest} levels is not read` }];
  }
  return Object.entries(value).flatMap(([name, inner]) => {
    const at = Array.isArray(value) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`;
    return [...unstorable(name, at), ...unstorable(inner, at, depth + 1)];
  });
}
