import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chatStates, deliveryStatuses, directions, moveKinds } from '@switchboard/contracts';
import { testDatabase, type TestDatabase } from '@switchboard/testing';
import { functions, migrations } from '../src/db/data-source.js';
import { SERVICE } from '../src/service-name.js';

describe('lists of words that stand in contracts and in the schema', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(SERVICE, migrations, functions);
  });
  afterAll(() => database.close());

  it.each([
    ['chat', 'state', chatStates],
    ['message', 'direction', directions],
    ['message', 'delivery_status', deliveryStatuses],
    ['assignment', 'kind', moveKinds],
  ] as const)('%s.%s', async (table, column, words) => {
    const checks = await database.query<{ definition: string }>(
      `select pg_get_constraintdef(c.oid) as definition from pg_constraint c
       join pg_attribute a on a.attrelid = c.conrelid and c.conkey = array[a.attnum]
       where c.conrelid = $1::regclass and c.contype = 'c' and a.attname = $2`,
      [table, column],
    );
    expect(checks).toHaveLength(1);
    const allowed = [...checks[0]!.definition.matchAll(/'([a-z_]+)'/g)].map(([, word]) => word);
    expect(allowed.sort()).toEqual([...words].sort());
  });
});
