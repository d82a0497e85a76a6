import { migrate } from '@switchboard/persistence';
import type { ServiceName, TestDatabase } from '@switchboard/testing';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { toMigration, type SchemaScript } from './schema-script.js';

/** A service's database of some day: how it was made, and what was in it. */
export interface Snapshot {
  script: SchemaScript;
  rows: Record<string, unknown[]>;
}

const fileOf = (service: ServiceName) =>
  fileURLToPath(new URL(`snapshots/${service}.json.gz`, import.meta.url));

const { version: released } = JSON.parse(
  readFileSync(new URL('../../../release.json', import.meta.url), 'utf8'),
) as { version: string | null };

/**
 * Until the first release migrations may still be rewritten: tables are made as they are now where the snapshot's own
 * would be refused. From then on they are made as they were.
 */
export function readSnapshot(service: ServiceName, present: SchemaScript): Snapshot {
  const { script, rows } = JSON.parse(gunzipSync(readFileSync(fileOf(service))).toString()) as Snapshot;
  const hashes = new Map(present.migrations.map(({ name, hash }) => [name, hash]));
  const same = script.migrations.every(({ name, hash }) => hashes.get(name) === hash);
  return { script: same || released !== null ? script : present, rows };
}

export function writeSnapshot(service: ServiceName, snapshot: Snapshot): void {
  mkdirSync(new URL('snapshots/', import.meta.url), { recursive: true });
  writeFileSync(fileOf(service), gzipSync(JSON.stringify(snapshot), { level: 9 }));
}

/** `migrate` keeps its own account of what it did; a day's partition belongs to its table. */
const tables = `
  select relname as name from pg_class
  where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition
    and relname not in ('schema_migration', 'schema_migration_hash', 'sql_function') order by 1`;

/** At most 500 rows of every table. */
export async function readRows(database: TestDatabase): Promise<Snapshot['rows']> {
  const rows: Snapshot['rows'] = {};
  for (const { name } of await database.query<{ name: string }>(tables)) {
    const found = await database.query<{ row: unknown }>(
      `select to_jsonb(t) as row from (select * from "${name}" limit 500) as t`,
    );
    rows[name] = found.map(({ row }) => row);
  }
  return rows;
}

/** Brings a database to what the script says. */
export async function applyScript(
  service: ServiceName,
  database: TestDatabase,
  { migrations, functions }: SchemaScript,
): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-script-'));
  try {
    mkdirSync(join(folder, 'sql'));
    for (const { name, text } of functions) writeFileSync(join(folder, `sql/${name}.sql`), text);
    return await migrate({
      url: database.ownerUrl,
      schema: service,
      migrations: migrations.map(toMigration),
      functions: pathToFileURL(`${folder}/`),
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Makes the database of that day. Constraints hold for the rows as they did then: they are not judged again. */
export async function loadSnapshot(
  service: ServiceName,
  database: TestDatabase,
  { script, rows }: Snapshot,
): Promise<void> {
  await applyScript(service, database, script);
  const present = (await database.query<{ name: string }>(tables)).map(({ name }) => name);
  const gone = Object.keys(rows).filter((name) => rows[name]!.length > 0 && !present.includes(name));
  if (gone.length > 0)
    throw new Error(
      `The snapshot of ${service} has rows of ${gone.join(', ')}, which no migration makes any more: npm run snapshot`,
    );
  for (const [table, content] of Object.entries(rows)) await insert(database, table, content);
}

async function insert(database: TestDatabase, table: string, rows: unknown[]): Promise<void> {
  // A column that came later, while migrations could still be rewritten, has its default.
  const known = Object.keys((rows[0] as object | undefined) ?? {});
  if (known.length === 0) return;
  const columns = await database.query<{ name: string; counts: boolean }>(
    `select quote_ident(attname) as name, attidentity <> '' as counts from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attname = any ($2)
     order by attnum`,
    [table, known],
  );
  const names = columns.map(({ name }) => name).join(', ');
  // One call: the setting ends with its transaction.
  await database.query(
    `with replica as materialized (select set_config('session_replication_role', 'replica', true))
     insert into "${table}" (${names}) overriding system value
     select ${names} from replica, jsonb_populate_recordset(null::"${table}", $1::jsonb)`,
    [JSON.stringify(rows)],
  );
  for (const { name } of columns.filter(({ counts }) => counts))
    await database.query(
      `select setval(pg_get_serial_sequence($1, $2), greatest(1, (select max(${name}) from "${table}")))`,
      [table, name],
    );
}
