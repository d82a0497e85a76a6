import { runLevels } from './test.mjs';

export const usage = `usage: npm run snapshot
Takes a new snapshot of each service's database after a day's work: e2e/test/upgrade/snapshots, what upgrades are tried on. Belongs
to a release; before the first one also to a migration that was rewritten so that the rows do not fit any more.`;

const file = 'e2e/test/upgrade/reading.spec.ts';

export function run(args) {
  process.env.SNAPSHOT = 'take';
  return runLevels(
    [['snapshot', ['--selectProjects', 'e2e', '--runInBand', '--runTestsByPath', file]]],
    args,
  );
}
