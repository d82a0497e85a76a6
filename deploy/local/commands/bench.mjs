import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { execute } from '../execute.mjs';
import { answerWrongCalls } from '../measurement-options.mjs';
import { withOwnInfrastructure } from '../own-infrastructure.mjs';
import { root } from '../paths.mjs';
import { nodeOptions } from '../services.mjs';

/** The assignment engine against other ways, on durable stores of its own; `--help` says what can be set. */
export async function run(args) {
  await answerWrongCalls('assignment', args);
  const program = join(root, 'bench/dist/assignment/main.js');
  const code = await withOwnInfrastructure(
    async ({ variables }) => {
      const child = spawn(process.execPath, [...nodeOptions, program, ...args], {
        cwd: root,
        env: { ...process.env, ...variables },
        stdio: 'inherit',
      });
      return new Promise((resolve) => child.on('exit', (status) => resolve(status ?? 1)));
    },
    { durable: true, parts: ['postgres', 'redis'] },
  );
  if (code === 0) await execute('prettier', ['--write', 'docs/benchmarks.md'], { cwd: root });
  return code;
}
