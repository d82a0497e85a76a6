import { defineEnvironment, secret, type OperatorCommand } from '@switchboard/chassis';
import type { Command } from 'commander';
import type { MixedList } from 'typeorm';
import { migrate } from './migrate.js';
import { recordMigrations, SchemaMismatchError } from './migration-record.js';
import { readSqlFunctions } from './sql-functions.js';

/** The exit code that tells a database of another version of the code from every other failure. */
const schemaMismatch = 3;

/** `migrate`: the operator's command every service offers, with the owner role's URL. */
export class MigrateCommand implements OperatorCommand {
  readonly name = 'migrate';
  readonly description = 'Bring this service’s tables up to date (MIGRATION_DATABASE_URL: the owner role)';

  constructor(
    private readonly schema: string,
    private readonly migrations: MixedList<Function | string>,
    private readonly functions?: URL,
  ) {}

  configure(command: Command): void {
    command.option('--script', 'only say what would be run in an empty database, in JSON; needs no database');
    command.action(async ({ script }: { script?: boolean }) => {
      const { migrations } = this;
      if (script) {
        const functions = this.functions ? readSqlFunctions(this.functions) : [];
        process.stdout.write(
          `${JSON.stringify({ migrations: await recordMigrations(migrations), functions })}\n`,
        );
        return;
      }
      const { MIGRATION_DATABASE_URL } = defineEnvironment({ MIGRATION_DATABASE_URL: secret() });
      const log = (line: string) => process.stdout.write(`${line}\n`);
      try {
        const applied = await migrate({
          url: MIGRATION_DATABASE_URL,
          schema: this.schema,
          migrations,
          ...(this.functions ? { functions: this.functions } : {}),
          log,
        });
        log(applied.length ? `${applied.length} changes applied` : 'nothing to apply');
      } catch (error) {
        if (!(error instanceof SchemaMismatchError)) throw error;
        process.stderr.write(`${this.schema}: ${error.message}\n`);
        process.exitCode = schemaMismatch;
      }
    });
  }
}
