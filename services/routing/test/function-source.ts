import { readSqlFunctions } from '@switchboard/persistence';
import { functions } from '../src/db/data-source.js';

/** The file of this name in whichever slice's folder `sql`. */
export function functionSource(name: string): string {
  const file = readSqlFunctions(functions).find((one) => one.name === name);
  if (!file) throw new Error(`no slice has sql/${name}.sql`);
  return file.text;
}

/** The names of all of them. */
export const functionFiles = (): string[] => readSqlFunctions(functions).map(({ name }) => name);
