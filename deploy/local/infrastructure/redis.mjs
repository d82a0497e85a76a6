import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Advice } from '../advice.mjs';
import { downloads } from '../paths.mjs';
import { accepting } from '../ports.mjs';
import { mavenJars } from './maven.mjs';
import { zipEntries } from './zip.mjs';

/** Redis with an append-only file, never evicting a key; from the PATH, else from the jar that carries one. */
export async function startRedis({ processes, folder, port, durable, log }) {
  mkdirSync(folder, { recursive: true });
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: folder,
    'maxmemory-policy': 'noeviction',
    appendonly: durable ? 'yes' : 'no',
    save: '',
    // More than the files of a test run take: a number that comes round again would empty another test's database.
    databases: 1024,
  };
  await processes.start({
    name: 'redis',
    command: await redisServer(),
    args: Object.entries(settings).flatMap(([key, value]) => [`--${key}`, String(value)]),
    log,
    ready: () => accepting(port),
  });
  return { url: `redis://127.0.0.1:${port}` };
}

/** The command by which a Redis server is started here. */
export async function redisServer() {
  if (isUsable('redis-server')) return 'redis-server';
  const folder = await mavenJars();
  const jar = readdirSync(folder).find((name) => name.startsWith('embedded-redis-'));
  const binary = join(downloads, `${jar}.redis-server`);
  if (!existsSync(binary)) unpack(readFileSync(join(folder, jar)), binary);
  if (isUsable(binary)) return binary;
  throw new Advice(
    'There is no Redis for this machine in the download: install it (Debian: apt install redis-server, macOS: brew install redis), start Docker, or set SWITCHBOARD_REDIS_URL.',
  );
}

/** Any 6.2 or newer will do. */
function isUsable(command) {
  const { stdout, error } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  const [, major, minor] = /v=(\d+)\.(\d+)/.exec(error ? '' : stdout) ?? [];
  return Number(major) > 6 || (Number(major) === 6 && Number(minor) >= 2);
}

function unpack(jar, binary) {
  const system = process.platform === 'darwin' ? 'darwin' : 'linux';
  const machine = process.arch === 'arm64' ? 'arm64' : 'amd64';
  for (const { name, contents } of zipEntries(jar)) {
    if (!name.includes('redis-server') || !name.includes(system) || !name.includes(machine)) continue;
    writeFileSync(`${binary}.${process.pid}`, contents());
    chmodSync(`${binary}.${process.pid}`, 0o755);
    renameSync(`${binary}.${process.pid}`, binary);
    return;
  }
}
