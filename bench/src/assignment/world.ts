import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { v7 as uuid } from 'uuid';
import type { Cell } from './cells.js';
import { engineModule } from './systems.js';
import type { ChatRow, Holder } from './wrong-answers.js';
import { WorkerProcess } from './fleet.js';
import type { DatabaseUrls } from './worker.js';

/** Rows that a measurement leaves behind are thrown away by `reset`. */
const written = ['outbox', 'assignment', 'message'];
/** Vacuum comes between the measurements, never in them. */
const unattended = ['chat', 'agent', 'shop'];
const competitors = new URL('./systems/competitors.sql', import.meta.url);

/** Shops with agents and open chats in a database of routing's schema, the same again for every measurement. */
export class World {
  private constructor(
    readonly shopIds: readonly string[],
    readonly databaseUrl: string,
    readonly databaseName: string,
    private readonly keeper: WorkerProcess,
    private readonly admin: pg.Client,
  ) {}

  static async create(cell: Cell): Promise<World> {
    const keeper = new WorkerProcess(engineModule, () => undefined);
    const urls = await keeper.ask<DatabaseUrls>({ kind: 'createDatabase' });
    await asOwner(urls, await readFile(competitors, 'utf8'));
    const admin = new pg.Client({ connectionString: urls.adminUrl, options: '-c search_path=routing' });
    await admin.connect();
    const shopIds = Array.from({ length: cell.shops }, () => uuid());
    await seed(admin, shopIds, cell);
    return new World(shopIds, urls.url, new URL(urls.adminUrl).pathname.slice(1), keeper, admin);
  }

  /** As after `create`, but that the agents' versions have gone on. */
  async reset(): Promise<void> {
    await this.admin.query(`truncate ${written.join(', ')}`);
    await this.admin.query(`delete from chat where customer_id not like 'seed-%'`);
    await this.admin.query(`
      update agent set open_count = bench_seed.open_count, version = version + 1
        from bench_seed where bench_seed.id = agent.id and bench_seed.open_count <> agent.open_count`);
    await this.admin.query(`vacuum ${unattended.join(', ')}`);
  }

  /** What the last measurement wrote. */
  async chats(): Promise<ChatRow[]> {
    const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;
    const { rows } = await this.admin.query<ChatRow>(`
      select chat.id, shop_id as "shopId", agent_id as "agentId", arrival::float8 as arrival, state,
             ${ms('assigned_at')} as "assignedAt", ${ms('closed_at')} as "closedAt",
             coalesce(given.times, 0) as assignments
        from chat
        left join (select chat_id, count(*)::int as times from assignment where kind = 'automatic' group by 1) as given
          on given.chat_id = chat.id
       where customer_id not like 'seed-%'`);
    return rows;
  }

  /** Everybody who can hold chats, and what they held before the measurement. */
  async holders(): Promise<Holder[]> {
    const { rows } = await this.admin.query<Holder>(`
      select shop_id as "shopId", agent.id, capacity, bench_seed.open_count as held
        from agent join bench_seed using (id)`);
    return rows;
  }

  /** How much of what was compared the last measurement stored. */
  async explanations(): Promise<{ share: number; bytes: number }> {
    const { rows } = await this.admin.query<{ share: number; bytes: number }>(`
      select count(compared)::float8 / greatest(count(*), 1) as share,
             coalesce(avg(pg_column_size(compared)), 0)::float8 as bytes from assignment`);
    return rows[0]!;
  }

  /** Bytes of the write-ahead log so far. */
  async walBytes(): Promise<number> {
    const { rows } = await this.admin.query<{ bytes: number }>(
      `select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::float8 as bytes`,
    );
    return rows[0]!.bytes;
  }

  async close(): Promise<void> {
    await this.admin.end();
    await this.keeper.ask({ kind: 'dropDatabase' });
    this.keeper.end();
  }
}

async function asOwner({ ownerUrl }: DatabaseUrls, sql: string): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl, options: '-c search_path=routing' });
  await owner.connect();
  try {
    await owner.query(sql);
  } finally {
    await owner.end();
  }
}

/** Set-based: 50,000 chats in a second or two. Chats are dealt over the agents in turn. */
async function seed(admin: pg.Client, shopIds: readonly string[], cell: Cell): Promise<void> {
  const { agents, capacity, openChats, shops } = cell;
  await admin.query(
    `insert into shop (id, account_id, name, customer_language, shop_version)
     select id, uuidv7(), 'Shop', 'en', 1 from unnest($1::uuid[]) as id`,
    [shopIds],
  );
  await admin.query(
    `insert into agent (shop_id, id, account_id, member_version, profile_version, active, role, nickname, capacity,
                        accepting, open_count)
     select shop.id, uuidv7(), shop.account_id, 1, 1, true, 'agent', 'Nick', $3, true, 0
       from unnest($1::uuid[]) as asked (id) join shop using (id) cross join generate_series(1, $2)`,
    [shopIds, agents, capacity],
  );
  await admin.query(
    `insert into chat (id, account_id, shop_id, customer_id, customer_name, state, agent_id, arrival, opened_at,
                       waiting_since, assigned_at, last_message_at, seq, unread, version)
     select uuidv7(), turn.account_id, turn.shop_id, 'seed-' || nth, 'Bob', 'assigned', turn.id, nth, now(),
            now(), now(), now(), 1, 1, 2
       from generate_series(1, $1::int) as nth
       join (select agent.*, row_number() over (order by id) - 1 as place from agent) as turn
         on turn.place = nth % $2`,
    [openChats, shops * agents],
  );
  await admin.query(`
    update agent set open_count = held.chats
      from (select agent_id, count(*) as chats from chat group by 1) as held where held.agent_id = agent.id`);
  await admin.query('create table bench_seed as select id, open_count from agent');
  await admin.query('alter table bench_seed add primary key (id)');
  await admin.query(`select setval('arrival', $1)`, [openChats + 128]);
  for (const table of unattended) await admin.query(`alter table ${table} set (autovacuum_enabled = off)`);
  // A table without rows keeps what the planner assumes of a new one: nobody analyzes it in the field either.
  await admin.query(`vacuum analyze ${openChats > 0 ? 'chat, ' : ''}agent, shop`);
}
