import { Compile, type Validator } from 'typebox/schema';
import type { EventDefinition } from './define-event.js';
import { closed } from './open-schema.js';

/** One thing that is wrong with the data, without the data itself: it may be personal. */
export interface DataProblem {
  /** A JSON pointer into the data; empty for the data as a whole. */
  path: string;
  message: string;
}

type Check = (data: unknown) => DataProblem[];

const MAX_PROBLEMS = 20;
const consumers = new WeakMap<object, Check>();
const producers = new WeakMap<object, Check>();

/** What a consumer finds wrong: wrong types, missing fields; unknown fields are fine. */
export const problemsForConsumer = (definition: EventDefinition, data: unknown): DataProblem[] =>
  checkOf(consumers, definition, (schema) => schema)(data);

/** What a producer finds wrong: the same, and every field that the definition does not name. */
export const problemsForProducer = (definition: EventDefinition, data: unknown): DataProblem[] =>
  checkOf(producers, definition, closed)(data);

/** Compiled on first use: a service pays only for the events it handles. */
function checkOf(
  cache: WeakMap<object, Check>,
  { schema }: EventDefinition,
  prepare: (schema: EventDefinition['schema']) => EventDefinition['schema'],
): Check {
  let check = cache.get(schema);
  if (!check) {
    const validator = Compile(prepare(schema)) as unknown as Validator;
    check = (data) => (validator.Check(data) ? [] : problems(validator, data));
    cache.set(schema, check);
  }
  return check;
}

function problems(validator: Validator, data: unknown): DataProblem[] {
  const [, errors] = validator.Errors(data);
  const found = errors.map((error) => ({
    path: pathOf(error),
    message: error.message,
  }));
  const unique = new Map(found.map((problem) => [`${problem.path} ${problem.message}`, problem]));
  return [...unique.values()].slice(0, MAX_PROBLEMS);
}

/** Points at the missing or unknown field itself where there is exactly one. */
function pathOf(error: { keyword: string; instancePath: string; params: object }): string {
  const { requiredProperties, additionalProperties } = error.params as {
    requiredProperties?: string[];
    additionalProperties?: string[];
  };
  const [field, ...others] = requiredProperties ?? additionalProperties ?? [];
  return field === undefined || others.length > 0 ? error.instancePath : `${error.instancePath}/${field}`;
}
