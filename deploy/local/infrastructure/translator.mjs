import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { responds } from './mail.mjs';

/**
 * Apertium as installed on the machine, or nothing: then translations are made up, and marked so. It takes any language
 * setting of the machine for its own and refuses to start without UTF-8, so it gets one.
 */
export async function startTranslator({
  processes,
  port,
  log,
  pairs = '/usr/share/apertium',
  environment = process.env,
}) {
  const found = spawnSync('which', ['apertium-apy'], { env: environment }).status === 0;
  if (!found || !existsSync(pairs)) return undefined;
  const url = `http://127.0.0.1:${port}`;
  await processes.start({
    name: 'apertium',
    command: 'apertium-apy',
    args: ['--port', String(port), pairs],
    env: { ...environment, LC_ALL: 'C.UTF-8' },
    log,
    // A pair's programs start with its first sentence: here, not while an agent waits.
    ready: async () =>
      (await responds(`${url}/translate?langpair=eng%7Cspa&q=hello`)) &&
      (await responds(`${url}/translate?langpair=spa%7Ceng&q=hola`)),
  });
  return { url };
}
