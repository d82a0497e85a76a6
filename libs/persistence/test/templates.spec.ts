import { testDatabase, type TestDatabase } from '@switchboard/testing';
import type { QueryRunner } from 'typeorm';

class CreatePage1700000000000 {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('create table page (id int primary key)');
  }

  async down(): Promise<void> {}
}

describe('databases of test files', () => {
  const made: TestDatabase[] = [];
  afterEach(() => Promise.all(made.splice(0).map((database) => database.close())));

  it('have the tables of their own migrations, whichever file of the service was first', async () => {
    for (const migrations of [[], [CreatePage1700000000000], []])
      made.push(await testDatabase('pages', migrations));
    const tables = await Promise.all(
      made.map((database) => database.query(`select to_regclass('page') as t`)),
    );
    expect(tables.flat()).toEqual([{ t: null }, { t: 'page' }, { t: null }]);
  });
});
