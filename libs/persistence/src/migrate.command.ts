import { defineEnvironment, secret, type OperatorCommand } from '@switchboard/chassis';
import type { Command } from 'commander';
import type { MixedList } from 'typeorm';
import { migrate } from './migrate.js';

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
    command.action(async () => {
      const { MIGRATION_DATABASE_URL } = defineEnvironment({ MIGRATION_DATABASE_URL: secret() });
      const log = (line: string) => process.stdout.write(`${line}\n`);
      const applied = await migrate({
        url: MIGRATION_DATABASE_URL,
        schema: this.schema,
        migrations: this.migrations,
        ...(this.functions ? { functions: this.functions } : {}),
        log,
      });
      log(applied.length ? `${applied.length} changes applied` : 'nothing to apply');
    });
  }
}
