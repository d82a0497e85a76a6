import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '../src/index.js';

/** As every installation's: deploy/postgres/service-database.spec.mjs. */
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase('team', []);
});
afterAll(() => database.close());

it('has the character type and the order of an installed database', async () => {
  const [found] = await database.query(
    `select datcollate, datctype ~ 'UTF-?8$' as "knowsUnicode" from pg_database where datname = current_database()`,
  );
  expect(found).toEqual({ datcollate: 'C', knowsUnicode: true });
});
