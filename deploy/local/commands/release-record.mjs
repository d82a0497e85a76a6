import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Advice } from '../advice.mjs';
import { execute } from '../execute.mjs';
import { root } from '../paths.mjs';
import { say } from '../progress.mjs';
import { brokenPromises, hashesOf, lastRelease, presentScripts, releaseFile } from '../release.mjs';
import { build } from './build.mjs';

export const usage = `usage: npm run release:record
Notes the commit and the migrations of a release in release.json; from then on \`npm run check\` keeps them as they are.
Before it: the version in package.json, and its section in CHANGELOG.md, committed.`;

export async function run() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  if (version === '0.0.0') throw new Advice('Set the release in package.json first ("version").');
  if (!readFileSync(join(root, 'CHANGELOG.md'), 'utf8').includes(`\n## ${version}\n`))
    throw new Advice(`CHANGELOG.md has no section "## ${version}".`);
  await build();
  const migrations = hashesOf(await presentScripts());
  const broken = brokenPromises(lastRelease(), migrations);
  if (broken.length > 0) throw new Advice(broken.join('\n'));
  const { output } = await execute('git', ['rev-parse', 'HEAD'], { cwd: root });
  const release = { version, commit: output.trim(), migrations };
  writeFileSync(releaseFile, `${JSON.stringify(release, null, 2)}\n`);
  say('release', `${version} noted in release.json; commit it`);
}
