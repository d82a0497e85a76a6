import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { withOwnInfrastructure } from '../own-infrastructure.mjs';
import { root } from '../paths.mjs';
import { nodeOptions } from '../services.mjs';

/** The whole way measured, on infrastructure of its own; `--help` says what can be set. */
export async function run(args) {
  const program = join(root, 'bench/dist/journey.js');
  return withOwnInfrastructure(async ({ variables }) => {
    const env = { ...process.env, ...variables };
    const child = spawn(process.execPath, [...nodeOptions, program, ...args], {
      cwd: root,
      env,
      stdio: 'inherit',
    });
    return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
  });
}
