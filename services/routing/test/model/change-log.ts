import type { Client } from 'pg';
import type { TestDatabase } from '@switchboard/testing';
import type { SourceEdit } from './source-edits.js';

/** A chat's row, as far as the model looks at it. */
export interface ChatRow {
  id: string;
  shop_id: string;
  customer_id: string;
  state: 'queued' | 'assigned' | 'closed';
  agent_id: string | null;
  preferred_agent: string | null;
  version: number;
  arrival: number;
  last_message_at: string;
  seq: number;
}

/** An agent's row, as far as the model looks at it. */
export interface AgentRow {
  id: string;
  shop_id: string;
  active: boolean;
  accepting: boolean;
  online: boolean;
  presence_required: boolean;
  capacity: number;
  open_count: number;
  version: number;
}

interface ChangeOf<Relation, Row> {
  ord: number;
  txid: number;
  relation: Relation;
  /** With which snapshot the round had read the queue; null outside of a round. */
  snapshot: string | null;
  /** Within "transfer all": from whom, and how many at most. */
  bulk: [from: string, most: number] | null;
  before: Row | null;
  after: Row;
}

/** A committed change of a row. */
export type Change = ChangeOf<'chat', ChatRow> | ChangeOf<'agent', AgentRow>;

/** Each assigning function notes the snapshot with which it reads the queue, in that statement; a bulk transfer, what was asked. */
export const notes: SourceEdit[] = [
  {
    source: 'assign_v1',
    find: '\n    into heads, preferred, special_shops',
    replace: ', note_snapshot()\n    into heads, preferred, special_shops',
  },
  {
    source: 'assign_one_v1',
    find: 'select id, preferred_agent into head',
    replace: 'select id, preferred_agent, note_snapshot() into head',
  },
  {
    source: 'assign_choosing_v1',
    find: "coalesce(array_agg(head.preferred_agent), '{}')\n    into heads",
    replace: "coalesce(array_agg(head.preferred_agent), '{}'), note_snapshot()\n    into heads",
  },
  {
    source: 'accept_one_v1',
    find: 'select locked.id is null or exists',
    replace: 'select note_snapshot() is null or locked.id is null or exists',
  },
  {
    source: 'transfer_all_v1',
    find: '    perform move_chats(',
    replace: `    perform set_config('test.bulk', json_build_array(p_from, p_limit)::text, true);
    perform move_chats(`,
  },
];

/** Records every change of every chat and agent of a test database with its transaction. */
export async function recordChanges(database: TestDatabase): Promise<void> {
  await database.query(`
    create table change_log (
      ord bigserial primary key, txid bigint default pg_current_xact_id()::text::bigint, relation text, snapshot text,
      bulk jsonb, before jsonb, after jsonb
    )`);
  // STABLE: a volatile function would look with a snapshot of its own, a moment later than the query's.
  await database.query(`
    create function note_snapshot() returns text language sql stable as
    $$ select set_config('test.snapshot', pg_current_snapshot()::text, true) $$`);
  await database.query(`
    create function note_row() returns trigger language plpgsql security definer set search_path = routing as $$
    begin
      insert into change_log (relation, snapshot, bulk, before, after)
      values (tg_table_name, nullif(current_setting('test.snapshot', true), ''),
              nullif(current_setting('test.bulk', true), '')::jsonb,
              case when tg_op = 'UPDATE' then to_jsonb(old) end, to_jsonb(new));
      return null;
    end $$`);
  for (const table of ['chat', 'agent'])
    await database.query(
      `create trigger note_row after insert or update on ${table} for each row execute function note_row()`,
    );
}

/** What was committed after `ord`, oldest first. */
export async function changesAfter(client: Client, ord: number): Promise<Change[]> {
  const { rows } = await client.query(
    `select ord::float8, txid::float8, relation, snapshot, bulk, before, after from change_log where ord > $1 order by ord`,
    [ord],
  );
  return rows as Change[];
}

const tables = ['shop', 'member', 'agent', 'chat', 'message', 'assignment', 'outbox'] as const;

/** Copies of the shops' rows, put back as a backup would be. */
export class Backup {
  private columns?: Map<string, string>;

  constructor(private readonly client: Client) {}

  async save(): Promise<void> {
    await this.prepare();
    for (const table of tables) {
      await this.client.query(`truncate saved.${table}`);
      await this.client.query(`insert into saved.${table} select * from ${table}`);
    }
  }

  /** Puts the saved rows back, past all triggers. */
  async restore(): Promise<void> {
    await this.replaceRows(true);
  }

  /** The end of a run: its shops are gone, and what they left. */
  async clear(): Promise<void> {
    await this.prepare();
    await this.replaceRows(false);
    await this.client.query('truncate change_log');
  }

  private async replaceRows(bySaved: boolean): Promise<void> {
    await this.client.query("begin; set local session_replication_role = 'replica'");
    for (const table of [...tables].reverse()) await this.client.query(`delete from ${table}`);
    if (bySaved)
      for (const table of tables) {
        const columns = this.columns!.get(table)!;
        await this.client.query(
          `insert into ${table} (${columns}) overriding system value select ${columns} from saved.${table}`,
        );
      }
    await this.client.query('commit');
  }

  private async prepare(): Promise<void> {
    if (this.columns) return;
    await this.client.query('create schema saved');
    this.columns = new Map();
    for (const table of tables) {
      await this.client.query(`create table saved.${table} (like routing.${table})`);
      const { rows } = await this.client.query(
        `select string_agg(column_name, ', ' order by ordinal_position) as names from information_schema.columns
         where table_schema = 'routing' and table_name = $1 and is_generated = 'NEVER'`,
        [table],
      );
      this.columns.set(table, (rows[0] as { names: string }).names);
    }
  }
}
