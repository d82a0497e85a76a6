import type { TestDatabase } from '@switchboard/testing';
import { functionSource } from '../function-source.js';

/** Where each assigning function reads the queue: the same statement notes the snapshot it read it with. */
const readsOfTheQueue: [file: string, find: string, replace: string][] = [
  ['assign_v1', '\n    into heads, preferred, special_shops', `, note_snapshot()\n    into heads, preferred, special_shops`],
  ['assign_one_v1', 'select id, preferred_agent into head', 'select id, preferred_agent, note_snapshot() into head'],
  ['assign_choosing_v1', "coalesce(array_agg(head.preferred_agent), '{}')\n    into heads", "coalesce(array_agg(head.preferred_agent), '{}'), note_snapshot()\n    into heads"],
  ['accept_one_v1', 'select locked.id is null or exists', 'select note_snapshot() is null or locked.id is null or exists'],
]; // prettier-ignore

/**
 * Records every change of every chat of a test database with its transaction, and with the snapshot under which the
 * assigning function had read the queue, so that overtaking can be found afterwards; a change that does not raise the
 * chat's revision fails. The functions stay as they
 * are, up to noting that snapshot.
 */
export async function recordHistory(database: TestDatabase): Promise<void> {
  await database.query(`
    create table history (
      ord bigserial primary key, shop_id uuid, chat_id uuid, arrival bigint, event text, automatic boolean,
      agent_id uuid, txid xid8 default pg_current_xact_id(), snapshot pg_snapshot
    )`);
  await database.query('create index on history (shop_id, chat_id, ord)');
  // STABLE: a volatile function would look with a snapshot of its own, a moment later than the query's.
  await database.query(`
    create function note_snapshot() returns text language sql stable as
    $$ select set_config('test.snapshot', pg_current_snapshot()::text, true) $$`);
  await database.query(`
    create function note_change() returns trigger language plpgsql security definer set search_path = routing as $$
    declare noted text := nullif(current_setting('test.snapshot', true), '');
    begin
      if tg_op = 'UPDATE' and new.revision <= old.revision then
        raise exception 'a change of chat % does not raise its revision', new.id;
      end if;
      if tg_op = 'INSERT' or old.version <> new.version then
        insert into history (shop_id, chat_id, arrival, event, automatic, agent_id, snapshot)
        values (new.shop_id, new.id, new.arrival, new.state,
                new.state = 'assigned' and noted is not null, new.agent_id, noted::pg_snapshot);
      end if;
      return null;
    end $$`);
  await database.query(
    'create trigger note_change after insert or update on chat for each row execute function note_change()',
  );
  for (const [file, find, replace] of readsOfTheQueue) {
    const source = functionSource(file);
    if (!source.includes(find)) throw new Error(`${file} does not read the queue where the test thinks`);
    await database.query(source.replace(find, replace));
  }
}

/** Chats that an automatic assignment overtook: older, visible in the queue it had read, and nobody else acted on them. */
export async function overtaken(database: TestDatabase, shopIds: readonly string[]): Promise<number> {
  const [row] = await database.query<{ n: string }>(
    `select count(*) as n
       from history a
       join history older on older.shop_id = a.shop_id and older.event = 'queued' and older.arrival < a.arrival
        and older.chat_id <> a.chat_id and pg_visible_in_snapshot(older.txid, a.snapshot)
       left join lateral (
         select * from history later
          where later.shop_id = a.shop_id and later.chat_id = older.chat_id and later.ord > older.ord
          order by later.ord limit 1
       ) as later on true
      where a.shop_id = any ($1) and a.automatic
        and (later.ord is null
             or (later.event = 'assigned' and later.automatic and later.txid <> a.txid
                 and not pg_visible_in_snapshot(later.txid, a.snapshot)))`,
    [shopIds],
  );
  return Number(row!.n);
}

/** Chats given to two agents without a release in between, by automatic assignment. */
export async function doubled(database: TestDatabase, shopIds: readonly string[]): Promise<number> {
  const [row] = await database.query<{ n: string }>(
    `select count(*) as n from (
       select event, automatic, lag(event) over (partition by chat_id order by ord) as before
         from history where shop_id = any ($1)
     ) as step where event = 'assigned' and automatic and before <> 'queued'`,
    [shopIds],
  );
  return Number(row!.n);
}
