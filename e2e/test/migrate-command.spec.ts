import { ServiceProcess, testDatabase } from '@switchboard/testing';

describe('operator migrate', () => {
  it('refuses a database of another version of the code in one sentence, with a code of its own', async () => {
    const database = await testDatabase('team', []);
    const migrate = () =>
      new ServiceProcess('team', 0, {}).operator(['migrate'], { MIGRATION_DATABASE_URL: database.ownerUrl });
    try {
      await migrate();
      await expect(migrate()).resolves.toBe('nothing to apply\n');
      await database.query(`update schema_migration_hash set hash = 'of an earlier text'`);
      await expect(migrate()).rejects.toThrow(
        /^team migrate ended with 3: team: the database was made by another version of the code: \w+(, \w+)*\n$/,
      );
    } finally {
      await database.close();
    }
  });
});
