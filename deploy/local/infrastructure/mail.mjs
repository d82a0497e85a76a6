import { join } from 'node:path';
import { root } from '../paths.mjs';

/** Catches every mail: a page to read them on and an SMTP port to send them to. */
export async function startMail({ processes, webPort, smtpPort, log }) {
  const url = `http://127.0.0.1:${webPort}`;
  await processes.start({
    name: 'maildev',
    command: process.execPath,
    args: [
      join(root, 'node_modules/maildev/bin/maildev'),
      ...['--web', webPort, '--smtp', smtpPort, '--ip', '127.0.0.1', '--web-ip', '127.0.0.1'].map(String),
    ],
    log,
    ready: () => responds(`${url}/healthz`),
  });
  return { url, smtpUrl: `smtp://127.0.0.1:${smtpPort}` };
}

/** Whether an address answers with success. */
export async function responds(url) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
