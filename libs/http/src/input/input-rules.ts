import type { InputError } from '../problems/problem.js';

/**
 * A rule over several fields of a body or query. It sees the fields that are right by themselves and answers what is
 * wrong with them together; a fault at a field that has one already is dropped.
 */
export type InputRule<Input> = (input: Partial<Input>) => InputError[];

const rulesKey = 'switchboard:input-rules';

/** `@InputRules(exactlyOneContent) class NewReplyDto`: rules of a body or query beside those of its fields. */
export const InputRules =
  (...rules: InputRule<never>[]): ClassDecorator =>
  (target) =>
    Reflect.defineMetadata(rulesKey, rules, target);

/** What the rules of the class find; `faults` are those of the fields. */
export function faultsByRules(type: new () => object, input: object, faults: InputError[]): InputError[] {
  const rules = (Reflect.getMetadata(rulesKey, type) ?? []) as InputRule<object>[];
  const at = new Set(faults.map(({ path }) => path));
  const wrong = new Set(faults.map(({ path }) => path.split(/[.[]/)[0]));
  const right = Object.fromEntries(Object.entries(input).filter(([name]) => !wrong.has(name)));
  return rules.flatMap((rule) => rule(right)).filter(({ path }) => !at.has(path));
}
