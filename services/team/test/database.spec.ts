import { testDatabase, type TestDatabase } from '@switchboard/testing';
import pg from 'pg';
import { v7 as uuid } from 'uuid';
import { migrations } from '../src/db/data-source.js';

let database: TestDatabase;
let app: pg.Client;
beforeAll(async () => {
  database = await testDatabase('team', migrations);
  app = new pg.Client({ connectionString: database.url });
  await app.connect();
});
afterAll(async () => {
  await app.end();
  await database.close();
});

const system = JSON.stringify({ kind: 'system', id: null });

it('the running role changes rows and no tables', async () => {
  await expect(app.query('create table mine (id int)')).rejects.toThrow(/permission denied/);
  await expect(app.query('alter table agent add column x int')).rejects.toThrow(/must be owner/);
  await expect(app.query('drop table shop_settings')).rejects.toThrow(/must be owner/);
});

it('no row points into another account', async () => {
  const [mine, theirs, shopId, userId] = [uuid(), uuid(), uuid(), uuid()];
  await app.query(`insert into access_shop values ($1, $2, 'active', 1)`, [shopId, mine]);
  await app.query(
    `insert into access_member values ($1, $2, 'active', 'agent', false, '"all"', 'en', 1, 1)`,
    [theirs, userId],
  );
  const agent = `insert into agent (account_id, shop_id, user_id, nickname, max_capacity, accept_chats, version, updated_by)
    values ($1, $2, $3, 'Ana', 200, true, 1, '${system}')`;
  await expect(app.query(agent, [mine, shopId, userId])).rejects.toThrow(/foreign key/);
  await expect(app.query(agent, [theirs, shopId, userId])).rejects.toThrow(/foreign key/);
  const settings = 'insert into shop_settings (account_id, shop_id) values ($1, $2)';
  await expect(app.query(settings, [theirs, shopId])).rejects.toThrow(/foreign key/);
});

it.each([0, 1000, -1])('capacity %s is refused by the table too', async (capacity) => {
  const ids = [uuid(), uuid(), uuid()];
  const insert = `insert into agent (account_id, shop_id, user_id, nickname, max_capacity, accept_chats, version, updated_by)
    values ($1, $2, $3, 'Ana', ${capacity}, true, 1, '${system}')`;
  await expect(app.query(insert, ids)).rejects.toThrow(/max_capacity/);
});
