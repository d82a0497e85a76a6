#!/usr/bin/env node
// usage: node deploy/local/run.mjs <command> [arguments]
// Works on a fresh clone with nothing but Node: installs the packages, goes on under the Node version that the
// repository pins, then runs commands/<command>.mjs. Until then no package may be imported.
import { existsSync, realpathSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { report, Advice } from './advice.mjs';
import { installPackages } from './packages.mjs';
import { root } from './paths.mjs';

const [command, ...args] = process.argv.slice(2);

async function main() {
  requireNode(20, 19);
  const file = fileURLToPath(new URL(`./commands/${command}.mjs`, import.meta.url));
  if (!command || !existsSync(file))
    throw new Advice('usage: node deploy/local/run.mjs <command> [arguments]');
  await installPackages();
  const pinned = join(root, 'node_modules/node/bin/node');
  // Node resolves links in its own path: node_modules may be one.
  if (existsSync(pinned) && process.execPath !== realpathSync(pinned)) return await continueUnder(pinned);
  process.env.PATH = `${join(root, 'node_modules/.bin')}:${process.env.PATH}`;
  const { run, usage } = await import(pathToFileURL(file).href);
  if (usage && args.some((arg) => arg === '--help' || arg === '-h')) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  return (await run(args)) ?? 0;
}

function requireNode(major, minor) {
  const [haveMajor, haveMinor] = process.versions.node.split('.').map(Number);
  if (haveMajor > major || (haveMajor === major && haveMinor >= minor)) return;
  throw new Advice(
    `Node ${process.versions.node} is too old: install Node ${major}.${minor} or newer, then run it again.`,
  );
}

/** The same command under another Node; the channel tells that one when this process is gone. */
function continueUnder(node) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [fileURLToPath(import.meta.url), command, ...args], {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    });
    // The child decides when all is stopped, this one only waits. A terminal sends Ctrl-C to both: twice does no harm.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}

// kafkajs computes timeouts that lie in the past; Node warns about the first one, and nothing follows from it.
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (warning.name !== 'TimeoutNegativeWarning') process.stderr.write(`${warning.stack}\n`);
});

main().then(
  (code) => process.exit(code),
  (error) => {
    report(error);
    process.exit(1);
  },
);
