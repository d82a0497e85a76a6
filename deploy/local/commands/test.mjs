import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { Advice, report } from '../advice.mjs';
import { Stopped } from '../lifetime.mjs';
import { redisServer } from '../infrastructure/redis.mjs';
import { jestProgram } from '../jest-program.mjs';
import { withOwnInfrastructure } from '../own-infrastructure.mjs';
import { root } from '../paths.mjs';
import { signalGroup } from '../processes.mjs';
import { say } from '../progress.mjs';

const leakPatienceMs = 15_000;

/** How Jest is told what to run, in any level. */
export const jestUsage = `  <path>      only the test files whose path has this in it: libs/messaging, test/engine/race
  -t <words>  only tests whose name has these in it; further options are Jest's`;

export const usage = `usage: npm test -- [<path>...] [-t <words>]
${jestUsage}
Everything, on infrastructure of its own; the last line says how many passed and failed.`;

/** Every level of test on infrastructure of its own; the last line says how many passed and failed. */
export async function run(args) {
  return runLevels(await possible(levels), args);
}

/**
 * @param {Array<[name: string, options: string[]]>} levels
 * @param {string[]} args for Jest, in every level
 */
export async function runLevels(levels, args) {
  const counts = { passed: 0, failed: 0 };
  try {
    await withOwnInfrastructure(async ({ folder, stop, variables }) => {
      const env = { ...process.env, ...variables };
      for (const [level, options] of levels) {
        say('test', `${level} ...`);
        add(counts, await jest([...args, ...options], { env, stop, report: join(folder, 'report.json') }));
      }
    });
    if (counts.passed + counts.failed === 0)
      throw new Advice('No test matches: leave the filter out, or name a folder or file that has tests.');
  } catch (error) {
    counts.failed += 1;
    report(error instanceof Stopped ? new Advice('Stopped before the end.') : error);
  }
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed\n`);
  return counts.failed === 0 ? 0 : 1;
}

const onRedisCluster = 'on a Redis Cluster';

/** Slices and libraries first, two files at a time; then the journeys, which need the machine for themselves. */
const levels = [
  ['unit and integration', ['--ignoreProjects', 'e2e', 'redis-cluster', 'redis-cluster-rest', 'proof']],
  [onRedisCluster, ['--selectProjects', 'redis-cluster']],
  ['journeys', ['--selectProjects', 'e2e', '--runInBand']],
];

/** A cluster is made of programs of this machine, also where the rest runs in Docker. */
async function possible(levels) {
  try {
    await redisServer();
    return levels;
  } catch (error) {
    if (!(error instanceof Advice)) throw error;
    say('test', `left out: ${onRedisCluster}. ${error.message}`);
    return levels.filter(([name]) => name !== onRedisCluster);
  }
}

async function jest(args, { env, stop, report: file }) {
  rmSync(file, { force: true });
  const options = ['--passWithNoTests', '--json', '--outputFile', file, ...args];
  const child = spawn(process.execPath, [...jestProgram, ...options], {
    cwd: root,
    env,
    detached: true,
    // The JSON goes to the file; what a person reads comes on the error stream, and only that is shown.
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  const end = () => signalGroup(child.pid, 'SIGTERM');
  stop.addEventListener('abort', end);
  const leaked = await isHeldOpen(file, ended);
  if (leaked) end();
  await ended;
  stop.removeEventListener('abort', end);
  if (stop.aborted) throw new Stopped();
  const { passed, failed } = summary(file);
  if (leaked) process.stderr.write('A test left a connection, timer or server open: Jest could not end.\n');
  return { passed, failed: failed + (leaked ? 1 : 0) };
}

/** Whether the program is still there some time after it wrote its report: something keeps it from ending. */
async function isHeldOpen(file, ended) {
  for (;;) {
    if (await Promise.race([ended.then(() => true), pause(500)])) return false;
    if (existsSync(file)) break;
  }
  return !(await Promise.race([ended.then(() => true), pause(leakPatienceMs)]));
}

/** A file that could not even be run counts as one failure. */
function summary(file) {
  if (!existsSync(file))
    throw new Advice('The tests ended without a report: what Jest said about it stands above.');
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
    readFileSync(file, 'utf8'),
  );
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
}

function add(counts, { passed, failed }) {
  counts.passed += passed;
  counts.failed += failed;
}
