import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { migrate, readSqlFunctions } from '@switchboard/persistence';
import pg from 'pg';
import type { MixedList } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { testEnvironment } from './test-environment.js';

/** A database of its own for one test file. */
export interface TestDatabase {
  /** The running role's URL. */
  url: string;
  /** The migrating role's URL. */
  ownerUrl: string;
  /** The administrator's URL, same database. */
  adminUrl: string;
  /** Runs SQL as the administrator, in the service's schema. */
  query<Row = Record<string, unknown>>(sql: string, params?: unknown[]): Promise<Row[]>;
  /** Makes `switchboard_now()` answer this instant from now on; undefined: the real clock again. */
  setNow(at: Date | undefined): Promise<void>;
  close(): Promise<void>;
}

const password = 'test-only';
const template = new URL('../../../deploy/postgres/service-database.sql', import.meta.url);

/** The parts of deploy/postgres/service-database.sql, filled in. */
function parts(service: string, database: string): Record<string, string> {
  const values: Record<string, string> = {
    service,
    database,
    owner_password: password,
    app_password: password,
  };
  const texts = readFileSync(template, 'utf8').split(/^-- @part (\w+).*$/m);
  const named: Record<string, string> = {};
  for (let at = 1; at < texts.length; at += 2) {
    named[texts[at]!] = texts[at + 1]!.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name]!);
  }
  return named;
}

function urlOf(database: string, role?: string): string {
  const url = new URL(testEnvironment.postgresUrl);
  url.pathname = `/${database}`;
  if (role) {
    url.username = role;
    url.password = password;
  }
  return url.toString();
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Templates of runs that are over (a killed run leaves its own). */
async function dropStale(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query(
    `select datname from pg_database where datname ~ '^(template|test)_[a-z]+_[0-9]+(_|$)'`,
  );
  for (const { datname } of rows as Array<{ datname: string }>) {
    const pid = Number(/_(\d+)(_|$)/.exec(datname)![1]);
    if (!alive(pid))
      await admin.query(`drop database if exists ${datname} with (force)`).catch(() => undefined);
  }
}

/** What migrations and functions make: test files that bring others of one service have another template. */
function fingerprint(migrations: MixedList<Function | string>, functions?: URL): string {
  const hash = createHash('sha256');
  for (const file of functions ? readSqlFunctions(functions) : []) hash.update(file.hash);
  for (const migration of Object.values(migrations)) hash.update(String(migration));
  return hash.digest('hex').slice(0, 8);
}

async function ensureTemplate(
  service: string,
  migrations: MixedList<Function | string>,
  functions?: URL,
): Promise<string> {
  const name = `template_${service}_${testEnvironment.runId}_${fingerprint(migrations, functions)}`;
  await withClient(testEnvironment.postgresUrl, async (admin) => {
    await admin.query(`select pg_advisory_lock(hashtext('testing.template'), hashtext($1))`, [service]);
    const done = await admin.query('select 1 from pg_database where datname = $1', [`${name}_ready`]);
    if (done.rowCount) return;
    await dropStale(admin);
    const sql = parts(service, name);
    await admin.query(sql['roles']!);
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.query(sql['database']!);
    await admin.query(sql['access']!);
    await withClient(urlOf(name), (client) => client.query(sql['contents']!));
    const url = urlOf(name, `${service}_owner`);
    await migrate({ url, schema: service, migrations, ...(functions ? { functions } : {}) });
    await admin.query(`alter database ${name} rename to ${name}_ready`);
  });
  return `${name}_ready`;
}

/**
 * Clones a database from the service's template, which is migrated once per run and set of migrations and functions. Closing drops it.
 * Test files never share rows.
 */
export async function testDatabase(
  service: string,
  migrations: MixedList<Function | string>,
  functions?: URL,
): Promise<TestDatabase> {
  const source = await ensureTemplate(service, migrations, functions);
  const name = `test_${service}_${testEnvironment.runId}_${uuid().replaceAll('-', '').slice(-12)}`;
  await withClient(testEnvironment.postgresUrl, async (admin) => {
    await admin.query(`select pg_advisory_lock(hashtext('testing.template'), hashtext($1))`, [service]);
    await admin.query(`create database ${name} template ${source} strategy wal_log`);
    await admin.query(parts(service, name)['access']!);
  });
  const adminUrl = urlOf(name);
  const pool = new pg.Pool({ connectionString: adminUrl, max: 2, options: `-c search_path=${service}` });
  pool.on('error', () => undefined);
  return {
    url: urlOf(name, `${service}_app`),
    ownerUrl: urlOf(name, `${service}_owner`),
    adminUrl,
    query: async (sql, params) => (await pool.query(sql, params)).rows,
    setNow: async (at) => {
      const body = at ? `'${at.toISOString()}'::timestamptz` : 'clock_timestamp()';
      await pool.query(
        `create or replace function ${service}.switchboard_now() returns timestamptz language sql volatile parallel safe as $$ select ${body} $$`,
      );
    },
    close: async () => {
      await pool.end();
      await withClient(testEnvironment.postgresUrl, (admin) =>
        admin.query(`drop database if exists ${name} with (force)`),
      );
    },
  };
}
