import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Advice } from '../advice.mjs';
import { startRedis } from '../infrastructure/redis.mjs';
import { root } from '../paths.mjs';
import { freePorts } from '../ports.mjs';
import { Processes } from '../processes.mjs';

export const usage = `usage: npm run bench:memory -- [redis://host:port]
What agents, shops and streams need in Redis; in a Redis of its own, or in the one named, which must be used by nothing else.`;

/** `npm run bench:memory [-- redis://host:port]`: what agents, shops and streams need in Redis; by default in an own one. */
export async function run([given, ...more]) {
  if (more.length > 0 || (given !== undefined && !/^rediss?:\/\/./.test(given)))
    throw new Advice(`${[given, ...more].join(' ')} is not the address of a Redis. ${usage}`);
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-memory-'));
  const processes = new Processes();
  try {
    const redisUrl = given ?? (await ownRedis(processes, folder));
    return await measure(redisUrl);
  } finally {
    await processes.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function ownRedis(processes, folder) {
  const { redis: port } = await freePorts(['redis']);
  const { url } = await startRedis({
    processes,
    folder,
    port,
    durable: false,
    log: join(folder, 'redis.log'),
  });
  return url;
}

function measure(redisUrl) {
  const loader = pathToFileURL(join(root, 'libs/testing/source-loader.mjs')).href;
  const program = join(root, 'services/routing/test/memory/main.ts');
  const args = ['--conditions=@switchboard/source', '--import', loader, program, redisUrl];
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}
