import { SchemaMismatchError } from '@switchboard/persistence';
import { testDatabase, type ServiceName, type TestDatabase } from '@switchboard/testing';
import { describeSchema } from './describe-schema.js';
import { presentScript, type SchemaScript } from './schema-script.js';
import { applyScript, loadSnapshot, readRows, readSnapshot } from './snapshot.js';

const services: ServiceName[] = ['identity', 'team', 'routing', 'translation'];

/** The next release: a made-up migration, and a function that changed and one that is new. */
function nextRelease({ migrations, functions }: SchemaScript): SchemaScript {
  const statements: Array<[string, unknown[]]> = [
    [`alter table outbox add column made_up text not null default 'made up'`, []],
    ['create index outbox_made_up on outbox (made_up) where published_at is null', []],
  ];
  const madeUp = (answer: number) =>
    `create or replace function made_up_v1() returns int language sql as $$ select ${answer} $$;`;
  return {
    migrations: [...migrations, { name: 'MadeUp4000000000000', hash: '', statements }],
    functions: [
      ...functions.map(({ name, text }) => ({
        name,
        text: text.replaceAll(/\bbegin\b(?!\s+atomic)/g, 'begin null;'),
      })),
      { name: 'made_up_v1', text: madeUp(2) },
    ],
  };
}

describe.each(services)('a database of %s from before', (service) => {
  const made: TestDatabase[] = [];
  const empty = async () => {
    const database = await testDatabase(service, []);
    made.push(database);
    return database;
  };
  afterEach(() => Promise.all(made.splice(0).map((database) => database.close())));

  it('becomes what an empty one becomes, and keeps its rows', async () => {
    const present = await presentScript(service);
    const snapshot = readSnapshot(service, present);
    const [old, fresh] = [await empty(), await empty()];
    await loadSnapshot(service, old, snapshot);
    const rows = await readRows(old);
    expect(Object.values(rows).flat().length).toBe(Object.values(snapshot.rows).flat().length);

    const next = nextRelease(present);
    await applyScript(service, old, next);
    await applyScript(service, fresh, next);
    expect(await describeSchema(old)).toEqual(await describeSchema(fresh));

    const outbox = rows['outbox']!.map((row) => ({ ...(row as object), made_up: 'made up' }));
    expect(await readRows(old)).toEqual({ ...rows, outbox });
  });

  it('is refused where a migration of it was edited', async () => {
    const present = await presentScript(service);
    const old = await empty();
    await applyScript(service, old, present);
    const [first, ...more] = present.migrations;
    const edited = {
      ...first!,
      statements: [...first!.statements, ['create table made_up ()', []] as [string, []]],
    };
    await expect(applyScript(service, old, { ...present, migrations: [edited, ...more] })).rejects.toThrow(
      SchemaMismatchError,
    );
  });
});
