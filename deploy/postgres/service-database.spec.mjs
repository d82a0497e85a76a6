import pg from 'pg';
import { requireLetters } from './create-databases.mjs';
import { serviceDatabaseSql } from './service-database.mjs';

/** Real: the PostgreSQL of this test run. Two services of its own names, dropped at the end. */
describe('two services with a database each', () => {
  const admin = new pg.Client({ connectionString: process.env.TEST_POSTGRES_URL });
  const names = ['probe_one', 'probe_two'];
  const clients = [];

  const connect = async (database, user, password) => {
    const url = new URL(process.env.TEST_POSTGRES_URL);
    Object.assign(url, { pathname: `/${database}`, ...(user ? { username: user, password } : {}) });
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    clients.push(client);
    return client;
  };

  const drop = async () => {
    await admin.query('DROP DATABASE IF EXISTS probe_latin');
    for (const name of names) {
      await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      for (const role of ['owner', 'app']) await admin.query(`DROP ROLE IF EXISTS ${name}_${role}`);
    }
  };

  beforeAll(async () => {
    await admin.connect();
    await drop();
    for (const service of names) {
      const sql = serviceDatabaseSql({
        service,
        ownerPassword: `${service}-owner`,
        appPassword: `${service}-app`,
      });
      // Every part may run again.
      await admin.query(sql.roles);
      await admin.query(sql.roles);
      await admin.query(sql.database);
      await admin.query(sql.access);
      const inside = await connect(service);
      await inside.query(sql.contents);
      await inside.query(sql.contents);
    }
  });

  afterAll(async () => {
    await Promise.all(clients.map((client) => client.end()));
    await drop();
    await admin.end();
  });

  test('the owner makes tables and functions, the running role uses them and cannot change them', async () => {
    const owner = await connect('probe_one', 'probe_one_owner', 'probe_one-owner');
    await owner.query('CREATE TABLE thing (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text)');
    await owner.query('CREATE FUNCTION answer() RETURNS int LANGUAGE sql RETURN 42');
    const app = await connect('probe_one', 'probe_one_app', 'probe_one-app');
    const { rows } = await app.query(`INSERT INTO thing (name) VALUES ('x') RETURNING id::text, answer()`);
    expect(rows).toEqual([{ id: '1', answer: 42 }]);
    for (const refused of [
      'DROP TABLE thing',
      'ALTER TABLE thing ADD x int',
      'TRUNCATE thing',
      'CREATE TABLE other ()',
      'CREATE SCHEMA other',
    ]) {
      await expect(app.query(refused)).rejects.toThrow(/permission denied|must be owner/);
    }
  });

  test.each(['owner', 'app'])('the %s of one cannot even connect to the other', async (role) => {
    const refused = connect('probe_two', `probe_one_${role}`, `probe_one-${role}`);
    await expect(refused).rejects.toThrow('permission denied for database "probe_two"');
  });

  test('its characters are those of Unicode, in the order of their code points', async () => {
    const { rows } = await admin.query(
      `SELECT datlocprovider, datlocale, datcollate, datctype, pg_encoding_to_char(encoding) AS encoding
         FROM pg_database WHERE datname = 'probe_one'`,
    );
    expect(rows).toEqual([
      { datlocprovider: 'b', datlocale: 'C.UTF-8', datcollate: 'C', datctype: expect.stringMatching(/UTF-?8$/), encoding: 'UTF8' },
    ]); // prettier-ignore
  });

  test.each(['доставка', 'การจัดส่ง', '送货问题'])('a search index finds parts of %s', async (word) => {
    const inside = await connect('probe_one');
    await inside.query('CREATE EXTENSION IF NOT EXISTS pg_trgm');
    const { rows } = await inside.query('SELECT cardinality(public.show_trgm($1)) AS parts', [word]);
    expect(rows[0].parts).toBeGreaterThan(3);
  });

  test('a database that was made with LC_CTYPE C is refused, with what to do', async () => {
    await expect(requireLetters(admin, 'probe_one')).resolves.toBeUndefined();
    await admin.query(`CREATE DATABASE probe_latin TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'`);
    await expect(requireLetters(admin, 'probe_latin')).rejects.toThrow(
      'The database probe_latin has LC_CTYPE C, with which search finds Latin letters only: make it with C.UTF-8.',
    );
  });

  test('a name that would end the statement is refused', () => {
    expect(() => serviceDatabaseSql({ service: 'x', ownerPassword: `a'; DROP`, appPassword: 'b' })).toThrow(
      'owner_password must consist of',
    );
  });
});
