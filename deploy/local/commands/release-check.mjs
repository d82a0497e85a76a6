import { brokenPromises, hashesOf, lastRelease, lockingIndexes, presentScripts } from '../release.mjs';

/** Part of `npm run check`: what was released has stayed as it was. Needs what `npm run build` makes. */
export async function run() {
  const [release, scripts] = [lastRelease(), await presentScripts()];
  const found = [...brokenPromises(release, hashesOf(scripts)), ...lockingIndexes(release, scripts)];
  for (const line of found) process.stdout.write(`${line}\n`);
  return found.length === 0 ? 0 : 1;
}
