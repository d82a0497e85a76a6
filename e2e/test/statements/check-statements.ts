import type { TestDatabase } from '@switchboard/testing';
import pg from 'pg';
import { describeStatement } from './describe-statement.js';
import type { FoundStatement } from './find-statements.js';
import { misread } from './row-type.js';

/** What came of comparing SQL with a migrated database. */
export interface StatementReport {
  /** What is wrong, each with its place. */
  findings: string[];
  /** Files with SQL that is put together while running; their tests have to cover it. */
  unread: string[];
  /** How many texts were compared. */
  compared: number;
}

/**
 * Compares statements with the tables of a migrated database, seen as the running role: that PostgreSQL can parse each
 * (every name exists, every type fits), that it takes as many values as are given, and that its rows have what the code
 * reads of them. Nothing is run.
 */
export async function checkStatements(
  statements: readonly FoundStatement[],
  database: TestDatabase,
): Promise<StatementReport> {
  const report: StatementReport = { findings: [], unread: [], compared: 0 };
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    for (const statement of statements) await compare(client, statement, report);
  } finally {
    await client.end();
  }
  return report;
}

async function compare(client: pg.Client, statement: FoundStatement, report: StatementReport): Promise<void> {
  const { place, texts, given, properties } = statement;
  if (!texts) report.unread.push(place.replace(/:\d+$/, ''));
  for (const text of new Set(texts)) {
    report.compared += 1;
    try {
      const { parameters, columns } = await describeStatement(client, text);
      if (given !== undefined && given !== parameters)
        report.findings.push(`${place}: takes ${parameters} values, ${given} are given`);
      for (const wrong of misread(properties ?? [], columns)) report.findings.push(`${place}: ${wrong}`);
    } catch (error) {
      report.findings.push(`${place}: ${(error as Error).message}`);
    }
  }
}
