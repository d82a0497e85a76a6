import { defineEnvironment, type OperatorCommand } from '@switchboard/chassis';
import { isId } from '@switchboard/http';
import { createDataSource, databaseEnvironment } from '@switchboard/persistence';
import type { Command } from 'commander';
import { dataSourceSettings } from '../db/data-source.js';
import { counted } from '../doctor/check.js';

/**
 * `reload-redis`: the running processes drop what Redis holds about a shop and load it again from PostgreSQL.
 * Meanwhile PostgreSQL chooses: no chat waits for it.
 */
export class ReloadRedisCommand implements OperatorCommand {
  readonly name = 'reload-redis';
  readonly description =
    'Make Redis forget the workload of a shop (or of all) and load it again from PostgreSQL';

  configure(command: Command): void {
    command
      .argument('[shopId]', 'the shop; none: all, with --all')
      .option('--all', 'every shop')
      .option('--dry-run', 'say which shops, change nothing')
      .action((shopId: string | undefined, options: { all?: boolean; dryRun?: boolean }) =>
        this.run(shopId, options),
      );
  }

  private async run(
    shopId: string | undefined,
    { all, dryRun }: { all?: boolean; dryRun?: boolean },
  ): Promise<void> {
    if ((shopId === undefined) === !all) throw new Error('Name one shop, or say --all.');
    if (shopId !== undefined && !isId(shopId)) throw new Error(`${shopId} is not the id of a shop.`);
    const { DATABASE_URL } = defineEnvironment(databaseEnvironment);
    const settings = {
      ...dataSourceSettings(DATABASE_URL),
      applicationName: 'routing-reload-redis',
      poolSize: 1,
    };
    const dataSource = await createDataSource(settings).initialize();
    try {
      const shops: Array<{ id: string }> = await dataSource.query(
        'select id from shop where $1::uuid is null or id = $1 order by id',
        [shopId ?? null],
      );
      if (shops.length === 0) throw new Error('There is no such shop.');
      if (!dryRun) for (const { id } of shops) await dataSource.query('select advance_epoch_v1($1)', [id]);
      const loaded = counted(shops.length, 'shop');
      process.stdout.write(`${loaded} ${dryRun ? 'would' : 'will'} be loaded again\n`);
    } finally {
      await dataSource.destroy();
    }
  }
}
