import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Advice } from './advice.mjs';
import { execute } from './execute.mjs';
import { root } from './paths.mjs';
import { nodeOptions, operatorFile, services } from './services.mjs';

export const releaseFile = join(root, 'release.json');

/**
 * The last release that was cut: what its migrations do, as hashes by service and name. Before the first one nothing
 * is frozen.
 * @typedef {{ version: string | null, commit: string | null, migrations: Record<string, Record<string, string>> }} Release
 * @returns {Release}
 */
export const lastRelease = () => JSON.parse(readFileSync(releaseFile, 'utf8'));

/** What the migrations of the compiled services do, with their hashes and statements. */
export async function presentScripts() {
  const entries = await Promise.all(services.map(async (name) => [name, await migrationsOf(name)]));
  return Object.fromEntries(entries);
}

/** The same in the form of a release. */
export const hashesOf = (scripts) =>
  Object.fromEntries(
    Object.entries(scripts).map(([service, migrations]) => [
      service,
      Object.fromEntries(migrations.map(({ name, hash }) => [name, hash])),
    ]),
  );

async function migrationsOf(service) {
  if (!existsSync(operatorFile(service))) throw new Advice('The services are not compiled: `npm run build`.');
  const args = [...nodeOptions, operatorFile(service), 'migrate', '--script'];
  const { status, output } = await execute(process.execPath, args, { cwd: root });
  if (status !== 0) throw new Error(`The migrations of ${service} could not be read:\n${output}`);
  return JSON.parse(output).migrations;
}

/**
 * What a released database would miss: a migration that was edited or is gone never reaches it, and one that is put
 * before a released one runs after it there, but before it in an empty database.
 * @param {Release} release
 * @param {Release['migrations']} present
 * @returns {string[]}
 */
export function brokenPromises(release, present) {
  return Object.entries(release.migrations).flatMap(([service, released]) => {
    const now = present[service] ?? {};
    const newest = Math.max(...Object.keys(released).map(timeOf));
    const early = Object.keys(now).filter((name) => !(name in released) && timeOf(name) <= newest);
    const changed = Object.keys(released).filter((name) => now[name] !== released[name]);
    return [
      ...changed.map(
        (name) =>
          `${service}: ${name} of release ${release.version} ${name in now ? 'was edited' : 'is gone'}`,
      ),
      ...early.map(
        (name) => `${service}: ${name} is older than release ${release.version}; give it a later number`,
      ),
    ];
  });
}

/** Tables that grow with the business: to build an index on one must not stop those who write. */
const growing = [
  'chat',
  'message',
  'assignment',
  'audit_entry',
  'inbox',
  'membership',
  'outbox',
  'person',
  'session',
];
const index = new RegExp(`create (unique )?index (?!concurrently)[^;]*? on (${growing.join('|')})\\b`, 'i');

/**
 * New migrations that would lock a growing table for as long as an index takes to build.
 * @param {Release} release
 * @param {Record<string, Array<{ name: string, statements: Array<[sql: string, parameters: unknown[]]> }>>} scripts
 * @returns {string[]}
 */
export function lockingIndexes(release, scripts) {
  if (release.version === null) return [];
  return Object.entries(scripts).flatMap(([service, migrations]) =>
    migrations
      .filter(({ name }) => !(name in (release.migrations[service] ?? {})))
      .filter(({ statements }) => statements.some(([sql]) => index.test(sql.replaceAll(/\s+/g, ' '))))
      .map(
        ({ name }) =>
          `${service}: ${name} builds an index on a table that grows: \`concurrently\`, docs/how-to/migration.md`,
      ),
  );
}

/** The digits at the end of its name. */
const timeOf = (name) => Number(/\d+$/.exec(name)?.[0]);
