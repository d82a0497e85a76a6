import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { responds } from './mail.mjs';

const pairs = '/usr/share/apertium';

/** Apertium as installed on the machine, or nothing: then translations are made up, and marked so. */
export async function startTranslator({ processes, port, log }) {
  if (!existsSync(pairs) || spawnSync('which', ['apertium-apy']).status !== 0) return undefined;
  const url = `http://127.0.0.1:${port}`;
  await processes.start({
    name: 'apertium',
    command: 'apertium-apy',
    args: ['--port', String(port), pairs],
    log,
    ready: () => responds(`${url}/listPairs`),
  });
  return { url };
}
