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
    // A pair's programs start with its first sentence: here, not while an agent waits.
    ready: async () =>
      (await responds(`${url}/translate?langpair=eng%7Cspa&q=hello`)) &&
      (await responds(`${url}/translate?langpair=spa%7Ceng&q=hola`)),
  });
  return { url };
}
