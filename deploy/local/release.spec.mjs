import { brokenPromises, lockingIndexes } from './release.mjs';

const release = {
  version: '0.1.0',
  commit: 'abc',
  migrations: {
    team: { First1700000000001: 'a', Second1700000000002: 'b' },
    routing: { Only1700000000001: 'c' },
  },
};
const present = (team) => ({ team, routing: { Only1700000000001: 'c' } });

test.each([
  ['nothing changed', { First1700000000001: 'a', Second1700000000002: 'b' }, []],
  ['a new one follows', { First1700000000001: 'a', Second1700000000002: 'b', Third1700000000003: 'x' }, []],
  [
    'one was edited',
    { First1700000000001: 'a', Second1700000000002: 'x' },
    ['team: Second1700000000002 of release 0.1.0 was edited'],
  ],
  ['one is gone', { First1700000000001: 'a' }, ['team: Second1700000000002 of release 0.1.0 is gone']],
  [
    'a new one comes before a released one',
    { First1700000000001: 'a', Second1700000000002: 'b', Between1700000000001: 'x' },
    ['team: Between1700000000001 is older than release 0.1.0; give it a later number'],
  ],
])('released migrations: %s', (_, team, found) => {
  expect(brokenPromises(release, present(team))).toEqual(found);
});

test('before the first release everything may change', () => {
  expect(brokenPromises({ version: null, commit: null, migrations: {} }, present({ Any1: 'x' }))).toEqual([]);
});

test.each([
  ['create index page_by_x on page (x)', 0],
  ['create index message_by_x\n  on message (x)', 1],
  ['create unique index chat_by_x on chat using btree (x)', 1],
  ['create index concurrently chat_by_x on chat (x)', 0],
])('an index on a table that grows: %s', (sql, found) => {
  const scripts = { routing: [{ name: 'Later1800000000001', statements: [[sql, []]] }] };
  expect(lockingIndexes(release, scripts)).toHaveLength(found);
  const released = { ...release, migrations: { routing: { Later1800000000001: 'd' } } };
  expect(lockingIndexes(released, scripts)).toEqual([]);
  expect(lockingIndexes({ ...release, version: null }, scripts)).toEqual([]);
});
