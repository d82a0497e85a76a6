import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Advice } from '../advice.mjs';
import { execute } from '../execute.mjs';
import { downloads } from '../paths.mjs';
import { step } from '../progress.mjs';

const pom = new URL('./pom.xml', import.meta.url);
let fetching;

/** The folder with every jar of pom.xml; fetched once, again when the pom changes. */
export function mavenJars() {
  fetching ??= fetchJars(downloads, process.env);
  return fetching;
}

/** As `mavenJars`, into a given folder and with a given environment. */
export async function fetchJars(downloads, env) {
  const version = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 12);
  const folder = join(downloads, `maven-${version}`);
  if (existsSync(folder)) return folder;
  if ((await execute('mvn', ['--version'], { env })).status !== 0) {
    throw new Advice(
      'Kafka is fetched with Maven, which is missing: install it (Debian: apt install maven, macOS: brew install maven), or start Docker.',
    );
  }
  // Filled beside its place and moved there when complete: a broken download leaves nothing that looks finished.
  const partial = `${folder}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  await step(
    'download',
    'Kafka from Maven (once, about 45 MB)',
    () => copyDependencies(partial, downloads, env),
    () => 'Kafka fetched',
  );
  if (existsSync(folder)) rmSync(partial, { recursive: true });
  else renameSync(partial, folder);
  return folder;
}

async function copyDependencies(folder, downloads, env) {
  const goal = 'dependency:copy-dependencies';
  const { status, output } = await execute(
    'mvn',
    ['-B', '-f', fileURLToPath(pom), goal, `-DoutputDirectory=${folder}`],
    { env },
  );
  if (status === 0) return;
  const log = join(downloads, 'maven.log');
  writeFileSync(log, output);
  rmSync(folder, { recursive: true, force: true });
  const reason = /^\[ERROR\] (.{0,200})/m.exec(output)?.[1] ?? 'no message';
  throw new Advice(
    `Maven could not fetch Kafka: ${reason} (all of it in ${log}); check the network and ~/.m2/settings.xml, then run it again.`,
  );
}
