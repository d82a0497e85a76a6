import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Advice } from '../advice.mjs';
import { aliveRun } from '../leftovers.mjs';
import { local } from '../paths.mjs';
import { secretsIn } from '../secrets.mjs';
import {
  migrationEnvironment,
  nodeOptions,
  operatorFile,
  serviceEnvironment,
  services,
} from '../services.mjs';
import { build } from './build.mjs';

const call = `usage: npm run operator -- <${services.join('|')}> <command> [options]`;

/** A service's operator commands, against the suite that `npm start` runs, else against what the environment names. */
export async function run([service, ...args]) {
  if (service === '--help' || service === '-h') {
    process.stdout.write(`${call}\nThe commands of a service: npm run operator -- routing --help\n`);
    return 0;
  }
  if (!services.includes(service))
    throw new Advice(`${call}; "npm run operator -- routing --help" lists the commands of a service.`);
  await build({ quiet: true });
  const child = spawn(process.execPath, [...nodeOptions, operatorFile(service), ...args], {
    stdio: 'inherit',
    env: environment(service),
  });
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}

function environment(service) {
  const run = aliveRun('start');
  if (!run?.infrastructure) return process.env;
  const { infrastructure, ports, url: publicUrl } = run;
  const plan = { infrastructure, ports, publicUrl, secrets: secretsIn(join(local, 'secrets.json')) };
  const port = ports[service];
  return { ...serviceEnvironment(service, plan, port), ...migrationEnvironment(service, plan) };
}
