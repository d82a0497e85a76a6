import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { Advice } from './advice.mjs';
import { local, root } from './paths.mjs';
import { say } from './progress.mjs';

/** Runs `npm ci` if what is installed is not what the lockfile names. */
export async function installPackages(folder = root) {
  if (packagesMatch(folder)) return;
  say('packages', 'npm ci (once, and after every change of package-lock.json) ...');
  mkdirSync(local, { recursive: true });
  const log = join(local, 'npm-ci.log');
  const code = await npm(['ci', '--include=dev', '--no-audit', '--no-fund'], folder, log);
  if (code !== 0)
    throw new Advice(
      `npm ci did not finish: ${lastError(log)} (all of it in ${log}); check the network and npm's registry setting, then run it again.`,
    );
  say('packages', 'installed');
}

/** npm leaves a copy of the lockfile at the end of every complete installation: compare with that. */
export function packagesMatch(folder) {
  const installed = readLock(join(folder, 'node_modules/.package-lock.json'));
  const wanted = readLock(join(folder, 'package-lock.json'));
  if (!installed || !wanted) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/') || entry.link || entry.optional || entry.peer) return true;
    return installed[path]?.version === entry.version;
  });
}

function readLock(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined;
}

function npm(args, cwd, log) {
  const output = openSync(log, 'w');
  const script = process.env.npm_execpath?.endsWith('.js') ? process.env.npm_execpath : undefined;
  const [command, ...rest] = script ? [process.execPath, script, ...args] : ['npm', ...args];
  return new Promise((resolve, reject) => {
    const child = spawn(command, rest, { cwd, stdio: ['ignore', output, output] });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  }).finally(() => closeSync(output));
}

function lastError(log) {
  const lines = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => /^npm (error|ERR!) (?!A complete log|\s*$)/.test(line));
  return (lines.find((line) => !/ code /.test(line)) ?? 'no message').replace(/^npm (error|ERR!) /, '');
}
