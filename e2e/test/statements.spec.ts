import { ServiceProcess, testDatabase, type ServiceName, type TestDatabase } from '@switchboard/testing';
import { fileURLToPath } from 'node:url';
import { checkStatements } from './statements/check-statements.js';
import { StatementFinder } from './statements/find-statements.js';

const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');

/** The libs that bring SQL along are compared with a database that has what they install. */
const workspaces: Record<string, ServiceName> = {
  'services/identity': 'identity',
  'services/team': 'team',
  'services/routing': 'routing',
  'services/translation': 'translation',
  'libs/messaging': 'routing',
  'libs/http': 'routing',
};

/** Files whose SQL is put together while the code runs, and the tests that run it. */
const putTogether: Record<string, string> = {
  'services/routing/src/chats/list-chats.query.ts': 'services/routing/test/chats.spec.ts',
  'services/routing/src/doctor/contradictions.ts': 'services/routing/test/doctor',
  'services/routing/src/doctor/state-checks.ts': 'services/routing/test/doctor',
};

describe('the SQL of the code', () => {
  const finder = new StatementFinder(root, Object.keys(workspaces));
  const databases = new Map<ServiceName, TestDatabase>();

  beforeAll(async () => {
    const migrated = [...new Set(Object.values(workspaces))].map(async (name) => {
      const database = await testDatabase(name, []);
      databases.set(name, database);
      await new ServiceProcess(name, 0, {}).operator(['migrate'], {
        MIGRATION_DATABASE_URL: database.ownerUrl,
      });
    });
    await Promise.all(migrated);
  });
  afterAll(() => Promise.all([...databases.values()].map((database) => database.close())));

  it.each(Object.entries(workspaces))('of %s fits the tables of %s', async (workspace, service) => {
    const statements = finder.find(workspace);
    const { findings, unread, compared } = await checkStatements(statements, databases.get(service)!);
    expect(findings).toEqual([]);
    const known = Object.keys(putTogether).filter((file) => file.startsWith(workspace));
    expect([...new Set(unread)].sort()).toEqual(known.sort());
    expect(compared).toBeGreaterThan(5);
  });
});
