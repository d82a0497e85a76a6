import { readFileSync } from 'node:fs';
import {
  customCleanEnv,
  EnvError,
  makeValidator,
  type CleanedEnv,
  type RequiredValidatorSpec,
} from 'envalid';

export { port, str, url } from 'envalid';

/** Every wrong variable at once; the message is for an operator and never shows a value. */
export class EnvironmentError extends Error {
  constructor(readonly problems: ReadonlyArray<{ variable: string; message: string }>) {
    super(
      ['The environment is not usable:', ...problems.map((p) => `  ${p.variable}: ${p.message}`)].join('\n'),
    );
    this.name = 'EnvironmentError';
  }
}

/** A value that must be given, not empty; also read from the file that `<NAME>_FILE` names. */
export const secret = makeValidator<string>((input) => {
  if (!input.trim()) throw new TypeError('is empty');
  return input.trim();
});

/** A whole number from `min` to `max`: a value that makes no sense is refused at start. */
export function integer({
  min,
  max,
  ...spec
}: {
  min: number;
  max: number;
  default?: number;
  desc?: string;
}): RequiredValidatorSpec<number> {
  return makeValidator<number>((input) => {
    const value = Number(input);
    if (/^-?\d+$/.test(input) && min <= value && value <= max) return value;
    throw new TypeError(`is not a whole number from ${min} to ${max}`);
  })(spec);
}

const entriesOf = (input: string) =>
  input
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);

/** A comma separated list; empty entries are dropped. */
export const list = makeValidator<string[]>(entriesOf);

/** Several secrets, comma separated: at least one must be given. */
export const secrets = makeValidator<string[]>((input) => {
  const entries = entriesOf(input);
  if (entries.length === 0) throw new TypeError('is empty');
  return entries;
});

/** The values of a specification's variables. */
export type EnvironmentValues<S> = Omit<CleanedEnv<S>, `is${string}`>;

/** Injection token of the service's validated variables, as its `environment.ts` types them. */
export const ENVIRONMENT = Symbol('environment');

/** `NAME_FILE=/run/secrets/name` gives NAME its content, as container platforms hand out secrets. */
function withFiles(
  names: string[],
  source: NodeJS.ProcessEnv,
  problems: Map<string, string>,
): NodeJS.ProcessEnv {
  const values: NodeJS.ProcessEnv = { ...source };
  for (const name of names) {
    const file = source[`${name}_FILE`];
    if (!file) continue;
    if (source[name]) problems.set(name, `both ${name} and ${name}_FILE are set`);
    try {
      values[name] = readFileSync(file, 'utf8').trim();
    } catch {
      problems.set(`${name}_FILE`, 'names a file that cannot be read');
    }
  }
  return values;
}

/** envalid's own messages repeat what was given; the validators above never do. */
function withoutValue(error: Error, value: string): string {
  if (!(error instanceof EnvError)) return error.message;
  return value === '' ? 'is empty' : error.message.replaceAll(value, '…');
}

/**
 * Reads and validates a process's variables once. Throws EnvironmentError with all of the wrong ones.
 * Only a service's `environment.ts` calls it; nothing else reads the process environment.
 */
export function defineEnvironment<S extends Record<string, unknown>>(
  spec: S,
  source: NodeJS.ProcessEnv = process.env,
): EnvironmentValues<S> {
  const problems = new Map<string, string>();
  const values = withFiles(Object.keys(spec), source, problems);
  const cleaned = customCleanEnv(values, spec as never, (env) => env, {
    reporter: ({ errors }) => {
      for (const [variable, error] of Object.entries(errors as Record<string, Error>)) {
        const value = values[variable];
        problems.set(variable, value === undefined ? 'is missing' : withoutValue(error, value));
      }
    },
  });
  if (problems.size) {
    throw new EnvironmentError([...problems].map(([variable, message]) => ({ variable, message })));
  }
  return cleaned as EnvironmentValues<S>;
}
