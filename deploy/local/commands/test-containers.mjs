import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Advice } from '../advice.mjs';
import { root } from '../paths.mjs';

export const usage = `usage: npm run test:containers
What only the real images can show; needs Docker.`;

/** What only real images can show: the suites named *.containers.mjs, each starting its own with testcontainers. */
export async function run(args) {
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-containers-'));
  const file = join(folder, 'report.json');
  const options = [
    '--config',
    'deploy/compose/jest.config.mjs',
    '--runInBand',
    '--json',
    '--outputFile',
    file,
    ...args,
  ];
  const child = spawn(process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), ...options], {
    cwd: root,
    env: {
      TESTCONTAINERS_RYUK_DISABLED: 'true',
      ...process.env,
      NODE_OPTIONS: '--experimental-vm-modules --no-warnings',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await new Promise((resolve) => child.on('exit', resolve));
  if (!existsSync(file))
    throw new Advice('The tests ended without a report: what Jest said about it stands above.');
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
    readFileSync(file, 'utf8'),
  );
  rmSync(folder, { recursive: true });
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  process.stdout.write(`${numPassedTests} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}
