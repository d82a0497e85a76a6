import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ShopSettingsState } from '@switchboard/contracts';
import { testDatabase, type TestDatabase } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import { functions, migrations } from '../src/db/data-source.js';
import { SERVICE } from '../src/service-name.js';

type Values<Part extends 'assignment' | 'chatAccess' | 'lifecycle'> = Required<
  Omit<ShopSettingsState[Part], 'version'>
>;
type Column<Value> = readonly [column: string, value: Value];

/** Where `apply_settings` writes each value of a shop's settings; every value here differs from the default. */
const columns: {
  [Part in 'assignment' | 'chatAccess' | 'lifecycle']: {
    [Name in keyof Values<Part>]: Column<Values<Part>[Name]>;
  };
} = {
  assignment: { mode: ['mode', 'equal'] },
  chatAccess: { roles: ['chat_access', ['agent']] },
  lifecycle: {
    autoCloseDays: ['auto_close_days', 30],
    requirePresence: ['require_presence', true],
    reassignOfflineMinutes: ['reassign_offline_minutes', 5],
    reassignNoReplyMinutes: ['reassign_no_reply_minutes', 6],
  },
};

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase(SERVICE, migrations, functions);
});
afterAll(() => database.close());

it('every value of the settings of a shop is written to its row', async () => {
  const shopId = uuid();
  const parts = Object.entries(columns).map(([part, values]) => [
    part,
    Object.fromEntries(Object.entries(values).map(([name, [, value]]) => [name, value as unknown])),
  ]);
  const state = { accountId: uuid(), shopId, version: 1, ...(Object.fromEntries(parts) as object) };
  await database.query(`select apply_settings_v1($1, '{}')`, [state]);
  const [row] = await database.query('select * from shop where id = $1', [shopId]);
  const expected = Object.values(columns).flatMap((values) =>
    Object.values(values as Record<string, Column<unknown>>),
  );
  expect(row).toMatchObject(Object.fromEntries(expected) as object);
});
