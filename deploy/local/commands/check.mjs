import { execute } from '../execute.mjs';
import { root } from '../paths.mjs';
import { say, step } from '../progress.mjs';
import { build } from './build.mjs';

/** What must hold of every commit, beside the tests; all of it is run, all that is wrong is shown. */
const checks = [
  ['format', ['prettier', '--check', '--log-level', 'warn', '.'], 'run `npx prettier --write .`'],
  ['types', ['tsc', '-b'], 'mend the types'],
  // One process per workspace: a single one would hold every program of the compiler at once.
  [
    'lint',
    ['nx', 'run-many', '-t', 'lint', '--parallel=2', '--outputStyle=static'],
    'mend what the linter names',
  ],
  ['scripts', ['eslint', 'deploy', '*.mjs'], 'mend what the linter names'],
  ['cycles', ['depcruise', 'libs', 'services', 'e2e'], 'break the cycle or move the import'],
  ['unused', ['knip'], 'delete what is unused'],
  [
    'generated',
    ['npm', 'run', 'generate', '--workspaces', '--if-present', '--silent', '--', '--check'],
    'run `npm run generate`',
  ],
  [
    'release',
    ['node', 'deploy/local/run.mjs', 'release-check'],
    'a released migration stays as it is: take the change back, and make it in a new migration',
  ],
];

/** `npm run check` */
export async function run() {
  await build();
  const failed = [];
  for (const [name, [command, ...args], advice] of checks) {
    const { status, output } = await step(
      name,
      'checking',
      () =>
        execute(command, args, { cwd: root, env: { ...process.env, NX_DAEMON: 'false', FORCE_COLOR: '0' } }),
      ({ status }) => (status === 0 ? 'in order' : 'NOT in order'),
    );
    if (status === 0) continue;
    failed.push(name);
    process.stdout.write(`${output.trim()}\n`);
    say(name, advice);
  }
  say('check', failed.length === 0 ? 'all in order' : `not in order: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
}
