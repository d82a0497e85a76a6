import { brokenPromises, lastRelease, presentMigrations } from '../release.mjs';

/** Part of `npm run check`: what was released has stayed as it was. Needs what `npm run build` makes. */
export async function run() {
  const found = brokenPromises(lastRelease(), await presentMigrations());
  for (const line of found) process.stdout.write(`${line}\n`);
  return found.length === 0 ? 0 : 1;
}
