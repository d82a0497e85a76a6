import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { aliveRun } from '../leftovers.mjs';
import { root } from '../paths.mjs';
import { nodeOptions } from '../services.mjs';
import { portsFrom } from '../ports.mjs';
import { build } from './build.mjs';

/** The whole story, from outside, against the suite that `npm start` or docker compose runs. */
export async function run(args) {
  await build({ quiet: true });
  const child = spawn(process.execPath, [...nodeOptions, join(root, 'e2e/dist/demo/main.js'), ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...portVariables(suitePorts()) },
  });
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}

/** Where that suite listens: as noted by npm start, else as the environment or compose's .env say. */
function suitePorts() {
  const file = join(root, '.env');
  const written = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  return aliveRun('start')?.ports ?? portsFrom({ ...written, ...process.env });
}

/** The names under which the story reads the ports. */
export function portVariables({ edge, identity, team, routing, translation, mail, kafka }) {
  const ports = { edge, identity, team, routing, translation, mail, kafka };
  return Object.fromEntries(
    Object.entries(ports).map(([name, port]) => [`${name.toUpperCase()}_PORT`, String(port)]),
  );
}
