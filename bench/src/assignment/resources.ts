import { readdirSync, readFileSync } from 'node:fs';
import { Redis } from 'ioredis';

/** Processor time of the PostgreSQL processes that serve one database, in microseconds; null where /proc does not tell. */
export function postgresCpu(databaseName: string): number | null {
  let nanoseconds = 0;
  let found = false;
  for (const pid of processes()) {
    try {
      const title = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      if (!title.startsWith('postgres:') || !title.includes(` ${databaseName} `)) continue;
      nanoseconds += Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]);
      found = true;
    } catch {
      // it has ended meanwhile
    }
  }
  return found ? nanoseconds / 1_000 : null;
}

function processes(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** Time that Redis spent in commands so far, in microseconds: what they did inside scripts is part of the script. */
export class RedisTime {
  private readonly client: Redis;

  constructor(url: string) {
    this.client = new Redis(url, { lazyConnect: false });
  }

  async microseconds(): Promise<number> {
    const stats = await this.client.info('commandstats');
    return scriptMicroseconds(stats);
  }

  async version(): Promise<string> {
    return /^redis_version:(\S+)/m.exec(await this.client.info('server'))?.[1] ?? 'unknown';
  }

  async persistence(): Promise<string> {
    const [, value] = (await this.client.config('GET', 'appendonly')) as string[];
    return value ?? 'unknown';
  }

  close(): void {
    this.client.disconnect();
  }
}

/** Of the commands that a client sends: scripts count with all they do. */
export function scriptMicroseconds(commandstats: string): number {
  let sum = 0;
  for (const [, microseconds] of commandstats.matchAll(/^cmdstat_(?:evalsha|eval):calls=\d+,usec=(\d+)/gm))
    sum += Number(microseconds);
  return sum;
}
