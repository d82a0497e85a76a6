import { Advice } from '../advice.mjs';
import { execute } from '../execute.mjs';
import { root } from '../paths.mjs';
import { step } from '../progress.mjs';

/** Compiles every workspace with SWC; Nx takes what did not change from its cache. */
export async function build({ quiet = false } = {}) {
  if (quiet) return await compile();
  await step('build', 'compiling', compile, () => 'up to date');
}

async function compile() {
  // The cache is enough; a resident daemon would outlive this run.
  const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' };
  const args = ['run-many', '-t', 'build', '--outputStyle=static'];
  const { status, output } = await execute('nx', args, { cwd: root, env });
  if (status === 0) return;
  throw new Advice(`${output.trim()}\n\nThe build failed: mend what is named above, then run it again.`);
}

export async function run() {
  await build();
}
