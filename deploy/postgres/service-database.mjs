import { readFileSync } from 'node:fs';

const template = readFileSync(new URL('./service-database.sql', import.meta.url), 'utf8');

/**
 * The SQL of one service's database, part by part (see service-database.sql for where each part runs).
 * @param {{ service: string, database?: string, ownerPassword: string, appPassword: string }} names
 * @returns {{ roles: string, database: string, access: string, contents: string }}
 */
export function serviceDatabaseSql({ service, database = service, ownerPassword, appPassword }) {
  const values = { service, database, owner_password: ownerPassword, app_password: appPassword };
  for (const [name, value] of Object.entries(values)) {
    if (!/^[A-Za-z0-9_-]+$/.test(value)) throw new Error(`${name} must consist of letters, digits, - and _`);
  }
  const parts = template.split(/^-- @part (\w+).*$/m);
  const sql = {};
  for (let at = 1; at < parts.length; at += 2) {
    sql[parts[at]] = parts[at + 1].replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]).trim();
  }
  return sql;
}
