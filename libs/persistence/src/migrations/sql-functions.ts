import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { ClientBase } from 'pg';

/** One file that defines functions (and the triggers that call them). */
export interface SqlFunctionFile {
  /** The file's name without its ending: unique in a service, whichever slice it stands in. */
  readonly name: string;
  readonly text: string;
  readonly hash: string;
  /** The functions it defines; a name is never overloaded. */
  readonly defines: readonly string[];
}

const definition = /^create or replace function (\w+)/gm;
/** Comments aside, the file begins with one: a plain query in a folder `sql` does not. */
const definesFunctions = /^(--.*\n|\s)*create or replace function /;

/** The function files in every folder `sql` below this one, whether of src or of dist. */
export function readSqlFunctions(below: URL): SqlFunctionFile[] {
  const paths = readdirSync(below, { recursive: true, encoding: 'utf8' });
  const files = paths
    .filter((path) => /(^|[\\/])sql[\\/][^\\/]+\.sql$/.test(path))
    .map((path) => ({ path, text: readFileSync(new URL(path, below), 'utf8') }))
    .filter(({ text }) => definesFunctions.test(text))
    .map(({ path, text }): SqlFunctionFile => ({
      name: basename(path, '.sql'),
      text,
      hash: createHash('sha256').update(text).digest('hex'),
      defines: [...text.matchAll(definition)].map(([, name]) => name!),
    }));
  const names = files.flatMap(({ defines }) => defines);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice) throw new Error(`two SQL files define the function ${twice}`);
  return inOrder(files.sort((a, b) => a.name.localeCompare(b.name)));
}

/** A file comes after those whose functions it names: bodies in standard SQL are bound when they are created. */
function inOrder(files: readonly SqlFunctionFile[]): SqlFunctionFile[] {
  const ordered = new Set<SqlFunctionFile>();
  const visited = new Set<SqlFunctionFile>();
  const visit = (file: SqlFunctionFile) => {
    if (visited.has(file)) return;
    visited.add(file);
    for (const other of files)
      if (other.defines.some((name) => new RegExp(`\\b${name}\\(`).test(file.text))) visit(other);
    ordered.add(file);
  };
  files.forEach(visit);
  return [...ordered];
}

/**
 * Installs the files whose hash differs from the installed one and drops the functions of files that are gone, in one
 * transaction. Answers the names of what it changed. The caller lets one process at a time do this.
 *
 * A function is replaced in place, so that calls in progress go on; with other arguments or another answer it is dropped
 * and created, and so is what was bound to it. `foo_v1` stays, without its file, as long as there is a `foo_v2` and no
 * `foo_v3`: processes of two neighbouring releases run side by side.
 */
export async function installSqlFunctions(
  client: ClientBase,
  files: readonly SqlFunctionFile[],
): Promise<string[]> {
  await client.query('begin');
  try {
    await client.query(
      'create table if not exists sql_function (name text primary key, hash text not null, defines text[] not null)',
    );
    const changed = await install(client, files);
    await client.query('commit');
    return changed;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

interface InstalledFile {
  name: string;
  hash: string;
  defines: string[];
}

async function install(client: ClientBase, files: readonly SqlFunctionFile[]): Promise<string[]> {
  const { rows } = await client.query<InstalledFile>('select name, hash, defines from sql_function');
  const installed = new Map(rows.map((row) => [row.name, row]));
  const changed = files.filter(({ name, hash }) => installed.get(name)?.hash !== hash);
  const names = new Set(files.map(({ name }) => name));
  const gone = rows.filter(({ name }) => !names.has(name) && !names.has(successorOf(name)));
  for (const file of changed) await replace(client, file);

  const defined = new Set(files.flatMap(({ defines }) => defines));
  const unused = [...gone, ...changed.flatMap(({ name }) => installed.get(name) ?? [])]
    .flatMap(({ defines }) => defines)
    .filter((name) => !defined.has(name));
  for (const name of new Set(unused)) await client.query(`drop function if exists ${name} cascade`);
  await client.query('delete from sql_function where name = any ($1)', [gone.map(({ name }) => name)]);

  // What was bound to a dropped function went with it.
  for (const file of files) if (await isIncomplete(client, file)) await replace(client, file);
  return [...changed, ...gone].map(({ name }) => name);
}

/** `foo_v2` for `foo_v1`: while it is new, processes of the release before call the old one. */
const successorOf = (name: string): string =>
  name.replace(/_v(\d+)$/, (_, version: string) => `_v${Number(version) + 1}`);

async function replace(client: ClientBase, file: SqlFunctionFile): Promise<void> {
  try {
    await define(client, file);
  } catch (error) {
    throw new Error(`${file.name}.sql could not be installed: ${(error as Error).message}`, { cause: error });
  }
}

async function define(client: ClientBase, file: SqlFunctionFile): Promise<void> {
  const before = await oidsOf(client, file.defines);
  await client.query('savepoint function_file');
  try {
    await client.query(file.text);
  } catch (error) {
    if ((error as { code?: string }).code !== cannotReplace) throw error;
    await client.query('rollback to savepoint function_file');
    await drop(client, before);
    await client.query(file.text);
  }
  const after = await oidsOf(client, file.defines);
  // Other arguments make a second function of the name: the one before goes.
  if (after.length > file.defines.length) await drop(client, before);
  await client.query(
    `insert into sql_function (name, hash, defines) values ($1, $2, $3)
     on conflict (name) do update set hash = excluded.hash, defines = excluded.defines`,
    [file.name, file.hash, file.defines],
  );
}

/** PostgreSQL's `invalid_function_definition`: the answer or the parameters' names changed. */
const cannotReplace = '42P13';

async function oidsOf(client: ClientBase, names: readonly string[]): Promise<number[]> {
  const { rows } = await client.query<{ oid: number }>(
    'select oid from pg_proc where pronamespace = current_schema()::regnamespace and proname = any ($1)',
    [names],
  );
  return rows.map(({ oid }) => oid);
}

const isIncomplete = async (client: ClientBase, { defines }: SqlFunctionFile): Promise<boolean> =>
  (await oidsOf(client, defines)).length < defines.length;

async function drop(client: ClientBase, oids: readonly number[]): Promise<void> {
  for (const oid of oids) {
    const { rows } = await client.query<{ name: string }>(
      'select oid::regprocedure::text as name from pg_proc where oid = $1',
      [oid],
    );
    if (rows[0]) await client.query(`drop function ${rows[0].name} cascade`);
  }
}
