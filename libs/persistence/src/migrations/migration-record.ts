import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import type { MigrationInterface, MixedList, QueryRunner } from 'typeorm';

/** The class of a migration. */
export type MigrationClass = new () => MigrationInterface;

/** The hash of what each migration does, by its name. */
export type MigrationHashes = ReadonlyMap<string, string>;

/** The database was migrated by code that differs from this one: nothing is changed in it. */
export class SchemaMismatchError extends Error {
  constructor(
    /** The migrations that this code does not know, or knows as something else. */
    readonly migrations: readonly string[],
  ) {
    super(`the database was made by another version of the code: ${migrations.join(', ')}`);
  }
}

/** The name under which TypeORM keeps a migration. */
export const nameOf = (migration: MigrationClass): string => new migration().name ?? migration.name;

/** What a migration does. */
export interface RecordedMigration {
  readonly name: string;
  readonly hash: string;
  /** In order, each with its parameters. */
  readonly statements: ReadonlyArray<readonly [sql: string, parameters: readonly unknown[]]>;
}

/**
 * The SQL that each migration runs, with a hash of it: comments and layout do not count, everything else does. It is run
 * without a database, so that a migration may not read what it decides by.
 */
export async function recordMigrations(
  migrations: MixedList<Function | string>,
): Promise<RecordedMigration[]> {
  const recorded: RecordedMigration[] = [];
  for (const migration of Object.values(migrations) as MigrationClass[])
    recorded.push(await record(migration));
  return recorded;
}

/** The hash of what each migration does, by its name. */
export async function hashMigrations(migrations: MixedList<Function | string>): Promise<MigrationHashes> {
  return new Map((await recordMigrations(migrations)).map(({ name, hash }) => [name, hash]));
}

async function record(migration: MigrationClass): Promise<RecordedMigration> {
  const statements: Array<[string, unknown[]]> = [];
  const query = (sql: string, parameters: unknown[] = []) => {
    statements.push([sql, parameters]);
    return Promise.resolve([]);
  };
  await new migration().up({ query } as unknown as QueryRunner);
  const hash = createHash('sha256');
  for (const [sql, parameters] of statements)
    hash.update(`${normalized(sql)}\n${JSON.stringify(parameters)}\n`);
  return { name: nameOf(migration), hash: hash.digest('hex').slice(0, 32), statements };
}

const literal = /'(?:[^']|'')*'|(\$\w*\$)[\s\S]*?\1/.source;
const layout = /(?:--[^\n]*|\s)/.source;
const literalOrLayout = new RegExp(`(${literal})|${layout}*([(),])${layout}*|${layout}+`, 'g');

/** Outside of literals comments and layout become one space, and none beside brackets and commas. */
const normalized = (sql: string): string =>
  sql
    .replace(literalOrLayout, (_, kept?: string, _tag?: string, mark?: string) => kept ?? mark ?? ' ')
    .trim();

/**
 * The same migrations, each noting its hash in the transaction that it runs in. The table is `schema_migration_hash`,
 * beside TypeORM's `schema_migration`.
 */
export function noting(
  migrations: MixedList<Function | string>,
  hashes: MigrationHashes,
): Array<MigrationClass> {
  return (Object.values(migrations) as MigrationClass[]).map((migration) => {
    const name = nameOf(migration);
    const Noting = class extends migration {
      override readonly name = name;

      override async up(queryRunner: QueryRunner): Promise<void> {
        await super.up(queryRunner);
        await queryRunner.query(
          `insert into schema_migration_hash (name, hash) values ($1, $2)
           on conflict (name) do update set hash = excluded.hash`,
          [name, hashes.get(name)],
        );
      }
    };
    return Noting;
  });
}

/** Throws SchemaMismatchError where the database has a migration that this code has not, or has otherwise. */
export async function requireSameHistory(client: ClientBase, hashes: MigrationHashes): Promise<void> {
  await client.query(
    'create table if not exists schema_migration_hash (name text primary key, hash text not null)',
  );
  const { rows: tables } = await client.query(`select to_regclass('schema_migration') as history`);
  if (tables[0].history === null) return;
  const { rows } = await client.query<{ name: string; hash: string | null }>(
    'select name, h.hash from schema_migration left join schema_migration_hash h using (name) order by id',
  );
  const others = rows.filter(({ name, hash }) => hash === null || hash !== hashes.get(name));
  if (others.length > 0) throw new SchemaMismatchError(others.map(({ name }) => name));
}
