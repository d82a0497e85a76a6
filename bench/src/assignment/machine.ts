import { testEnvironment } from '@switchboard/testing';
import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import pg from 'pg';
import { RedisTime } from './resources.js';

/** Where and on what the figures were taken. */
export interface Machine {
  date: string;
  commit: string;
  processor: string;
  cores: number;
  memoryGb: number;
  node: string;
  postgres: string;
  redis: string;
  /** What decides how durable a commit is, and other settings of the stores. */
  settings: Record<string, string>;
}

const settingsShown = [
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'wal_sync_method',
  'shared_buffers',
  'max_connections',
];

export async function describeMachine(): Promise<Machine> {
  const client = new pg.Client({ connectionString: testEnvironment.postgresUrl });
  await client.connect();
  const { rows } = await client.query<{ name: string; setting: string }>(
    `select name, current_setting(name) as setting from pg_settings where name = any ($1) or name = 'server_version'`,
    [settingsShown],
  );
  await client.end();
  const settings = Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
  const { server_version: postgres, ...shown } = settings;
  const redis = new RedisTime(testEnvironment.redisUrl);
  const machine: Machine = {
    date: new Date().toISOString().slice(0, 10),
    commit: git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') ? ' and changes' : ''),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
    postgres: postgres!,
    redis: await redis.version(),
    settings: { ...shown, 'Redis appendonly': await redis.persistence() },
  };
  redis.close();
  return machine;
}

/** True when a commit that was answered survives a crash of the machine. */
export const isDurable = ({ settings }: Machine): boolean =>
  settings['fsync'] === 'on' && settings['synchronous_commit'] === 'on';

function git(...words: string[]): string {
  try {
    return execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'unknown';
  }
}
