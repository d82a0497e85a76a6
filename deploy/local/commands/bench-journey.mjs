import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { answerWrongCalls } from '../measurement-options.mjs';
import { withOwnInfrastructure } from '../own-infrastructure.mjs';
import { root } from '../paths.mjs';
import { nodeOptions } from '../services.mjs';

/** The whole way measured, on infrastructure of its own; `--help` says what can be set. */
export async function run(args) {
  await answerWrongCalls('journey', args);
  const program = join(root, 'bench/dist/journey.js');
  // Statements are counted only where they are looked at: counting costs a little too.
  const profile = args.includes('--profile');
  const postgresSettings = profile ? { shared_preload_libraries: 'pg_stat_statements' } : {};
  const measured = async ({ variables, programs }) => {
    const named = Object.entries(programs).map(([name, pid]) => `${name}=${pid}`);
    const env = { ...process.env, ...variables, BENCH_PROGRAMS: named.join(',') };
    const child = spawn(process.execPath, [...nodeOptions, program, ...args], {
      cwd: root,
      env,
      stdio: 'inherit',
    });
    return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
  };
  // What is acknowledged must be on the disk here too.
  return withOwnInfrastructure(measured, { durable: true, postgresSettings });
}
