import { InputPipe, ProblemException, type InputError } from '@switchboard/http';
import { readdir } from 'node:fs/promises';

type InputClass = new () => object;
type Schema = { type?: unknown; isArray?: boolean };

/** What bad values of every field of every body and query were answered with. */
export interface BadInputs {
  /** Fields that bad values were put to. */
  fields: number;
  /** `TransferDto.chats.chatId`, where no bad value was refused. */
  unrefused: string[];
  /** Field and reason, where the reason is vague. */
  vague: string[];
}

/** A reason that would fit any field, or that was put together from what is not there. */
export const isVague = (reason: string): boolean =>
  !/\w+ \w+/.test(reason) || /not valid|undefined|NaN|null|\[object|must be a The/.test(reason);

/** Of the wrong type, too short, too long, too small, too large, of no known form; undefined: missing. */
const badValues = [
  undefined,
  null,
  '',
  ' ',
  'x'.repeat(9_000),
  'a\u0000',
  'a\u202Eb',
  -1,
  1e15,
  1.5,
  true,
  [],
  [[]],
  [7, { $ne: 1 }],
  Array.from({ length: 2_000 }, (_, index) => index),
  { $ne: 1 },
  { kind: '', any: 'x'.repeat(9_000) },
];

const pipe = new InputPipe();

/** Puts bad values to every field of every body and query that the controllers below a folder take. */
export async function badInputs(sources: URL): Promise<BadInputs> {
  const answered: BadInputs = { fields: 0, unrefused: [], vague: [] };
  for (const type of await inputClasses(sources)) {
    for (const [path, wrap] of fieldsOf(type)) {
      const field = `${type.name}.${path}`;
      const faults: InputError[] = [];
      for (const value of badValues) faults.push(...(await faultsOf(type, wrap(value))));
      const own = faults.filter((fault) => isAt(fault.path, path));
      answered.fields += 1;
      if (own.length === 0) answered.unrefused.push(field);
      for (const { message } of own) if (isVague(message)) answered.vague.push(`${field}: ${message}`);
    }
  }
  return answered;
}

/** Faults of a list's entries count for the list's field, whatever their place. */
const isAt = (faultPath: string, path: string) =>
  `${faultPath.replaceAll(/\[\d+\]/g, '')}.`.startsWith(`${path}.`);

async function faultsOf(type: InputClass, body: object): Promise<InputError[]> {
  try {
    await pipe.transform(body, { type: 'body', metatype: type });
    return [];
  } catch (error) {
    if (error instanceof ProblemException) return error.extras.errors ?? [];
    throw error;
  }
}

/** Classes that Nest's body and query parameters have (3 and 4 in its metadata). */
async function inputClasses(sources: URL): Promise<Set<InputClass>> {
  const files = await readdir(sources, { recursive: true });
  const classes = new Set<InputClass>();
  for (const file of files.filter((name) => name.endsWith('.controller.ts'))) {
    const exported = (await import(new URL(file, sources).href)) as Record<string, InputClass>;
    for (const controller of Object.values(exported).filter((value) => typeof value === 'function')) {
      for (const method of Object.getOwnPropertyNames(controller.prototype)) {
        const places = Reflect.getMetadata('__routeArguments__', controller, method) as object | undefined;
        const types = Reflect.getMetadata('design:paramtypes', controller.prototype as object, method) as
          InputClass[] | undefined;
        for (const place of Object.keys(places ?? {})) {
          const type = /^[34]:/.test(place) ? types?.[Number(place.slice(2))] : undefined;
          if (type && propertiesOf(type).length > 0) classes.add(type);
        }
      }
    }
  }
  return classes;
}

const propertiesOf = (type: InputClass): string[] =>
  ((Reflect.getMetadata('swagger/apiModelPropertiesArray', type.prototype as object) ?? []) as string[]).map(
    (name) => name.slice(1),
  );

/** The path of each field, those of nested objects included, and how a body with a value there looks. */
function fieldsOf(type: InputClass): [path: string, wrap: (value: unknown) => object][] {
  return propertiesOf(type).flatMap((name) => {
    const schema = Reflect.getMetadata(
      'swagger/apiModelProperties',
      type.prototype as object,
      name,
    ) as Schema;
    const inner = innerClass(schema);
    const nested = inner ? fieldsOf(inner) : [];
    return [
      [name, (value: unknown) => ({ [name]: value })] as [string, (value: unknown) => object],
      ...nested.map(([path, wrap]): [string, (value: unknown) => object] => [
        `${name}.${path}`,
        (value) => ({ [name]: schema.isArray ? [wrap(value)] : wrap(value) }),
      ]),
    ];
  });
}

/** A nested class is named by a function that answers it. */
function innerClass({ type }: Schema): InputClass | undefined {
  if (typeof type !== 'function' || type.name !== 'type') return undefined;
  const inner = (type as () => unknown)();
  return typeof inner === 'function' && propertiesOf(inner as InputClass).length > 0
    ? (inner as InputClass)
    : undefined;
}
