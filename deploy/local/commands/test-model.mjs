import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Advice } from '../advice.mjs';
import { jestProgram } from '../jest-program.mjs';
import { withOwnInfrastructure } from '../own-infrastructure.mjs';
import { root } from '../paths.mjs';
import { signalGroup } from '../processes.mjs';
import { say } from '../progress.mjs';

export const usage = `usage: npm run test:model -- [--runs N] [--seed S] [--mutation NAME] [--mutations]
  --runs       runs of the model test, shared by two workers (1000); for --mutations the most per mutation
  --seed       repeats an earlier call (random)
  --mutation   takes one part out of the engine first: the test must fail (a wrong name lists them)
  --mutations  does so for every part, and says after how many runs each was missed`;
const folder = 'services/routing/test/model';

/** The model test of the assignment engine at any length, on infrastructure of its own. */
export async function run(args) {
  const { runs, seed, mutation, mutations } = options(args);
  if (mutation) await requireMutation(mutation);
  const files = mutations ? ['mutations'] : ['model-1', 'model-2'];
  say('test', `model test, ${runs} runs of seed ${seed} ...`);
  return withOwnInfrastructure(async ({ stop, variables }) => {
    const command = [
      ...jestProgram,
      '--selectProjects',
      'services/routing',
      '--runTestsByPath',
      ...files.map((file) => `${folder}/${file}.spec.ts`),
    ];
    const child = spawn(process.execPath, command, {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        ...variables,
        MODEL_RUNS: runs,
        MODEL_SEED: seed,
        MODEL_PROGRESS: 'yes',
        ...(mutations ? { MODEL_SEARCH: 'yes' } : {}),
        ...(mutation ? { MODEL_MUTATION: mutation } : {}),
      },
    });
    const end = () => signalGroup(child.pid, 'SIGTERM');
    stop.addEventListener('abort', end);
    const code = await new Promise((resolve) => child.on('exit', (status) => resolve(status ?? 1)));
    stop.removeEventListener('abort', end);
    return code;
  });
}

async function requireMutation(name) {
  const { mutations } = await import(pathToFileURL(join(root, folder, 'mutations.ts')).href);
  if (!(name in mutations))
    throw new Advice(`There is no mutation ${name}; there are ${Object.keys(mutations).join(', ')}.`);
}

function options(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        runs: { type: 'string', default: '1000' },
        seed: { type: 'string', default: String(randomInt(2 ** 31 - 10)) },
        mutation: { type: 'string' },
        mutations: { type: 'boolean' },
      },
    });
    if (!/^[1-9]\d*$/.test(values.runs) || !/^\d+$/.test(values.seed))
      throw new Error('--runs and --seed are whole numbers');
    return values;
  } catch (error) {
    throw new Advice(`${error.message}\n${usage}`);
  }
}
