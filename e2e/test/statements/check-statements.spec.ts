import { testDatabase, type TestDatabase } from '@switchboard/testing';
import { fileURLToPath } from 'node:url';
import { checkStatements } from './check-statements.js';
import { StatementFinder } from './find-statements.js';

const finder = new StatementFinder(fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, ''), [
  'fixture',
]);
const statements = finder.find('fixture');
const inFile = (name: string) => statements.filter(({ place }) => place.startsWith(`fixture/src/${name}.ts`));

describe('the comparison of SQL with tables', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await testDatabase('statements', []);
    await database.query('create table page (id uuid primary key, title text, size int not null)');
    await database.query('grant select, update on page to statements_app');
  });
  afterEach(() => database.close());

  it('finds nothing where all is right, and compares every text that the code may run', async () => {
    expect(await checkStatements(inFile('pages'), database)).toEqual({
      findings: [],
      unread: [],
      compared: 4,
    });
  });

  it.each([
    ['a column renamed', 'alter table page rename title to name', 'column p.title does not exist'],
    ['a type changed', 'alter table page alter size type text', 'column "size" is a string, read as number'],
    ['a table gone', 'drop table page', 'relation "page" does not exist'],
  ])('finds %s', async (_, change, finding) => {
    await database.query(change);
    const { findings } = await checkStatements(inFile('pages'), database);
    expect(findings.join('\n')).toContain(finding);
  });

  it('finds what the code gives and reads wrongly, and names the texts that it cannot read', async () => {
    const { findings, unread } = await checkStatements(inFile('mistakes'), database);
    expect(findings.map((finding) => finding.replace(/^.*?: /, ''))).toEqual([
      'takes 2 values, 1 are given',
      'no column "title"',
      'column "size" is a number, read as string',
    ]);
    expect(unread).toEqual(['fixture/src/mistakes.ts']);
  });
});
