import pg from 'pg';
import { serviceDatabaseSql } from './service-database.mjs';

/** The services that own a database; schema, database and role prefix carry the same name. */
export const services = ['identity', 'team', 'routing', 'translation'];

/**
 * Creates what is missing and sets the passwords again: roles, databases, schemas, privileges.
 * @param {string} adminUrl a connection that may create roles and databases
 * @param {Record<string, { owner: string, app: string }>} passwords by service
 */
export async function createDatabases(adminUrl, passwords) {
  await connected(adminUrl, async (admin) => {
    for (const service of services) {
      const sql = serviceDatabaseSql({
        service,
        ownerPassword: passwords[service].owner,
        appPassword: passwords[service].app,
      });
      await admin.query(sql.roles);
      const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [service]);
      if (rowCount === 0) await admin.query(sql.database);
      await requireLetters(admin, service);
      await admin.query(sql.access);
      await connected(databaseUrl(adminUrl, service), (client) => client.query(sql.contents));
    }
  });
}

/** With LC_CTYPE C the search indexes know Latin letters only; it cannot be changed once a database is made. */
export async function requireLetters(admin, database) {
  const { rows } = await admin.query(
    `SELECT datctype FROM pg_database WHERE datname = $1 AND datctype IN ('C', 'POSIX')`,
    [database],
  );
  if (rows.length > 0) throw new WrongCharacterType(database, rows[0].datctype);
}

/** A database was made with an LC_CTYPE that search cannot work with. */
export class WrongCharacterType extends Error {
  constructor(database, characterType) {
    super(
      `The database ${database} has LC_CTYPE ${characterType}, with which search finds Latin letters only: make it with C.UTF-8.`,
    );
  }
}

async function connected(url, work) {
  const client = new pg.Client({ connectionString: url, application_name: 'create-databases' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function databaseUrl(adminUrl, database) {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.href;
}
