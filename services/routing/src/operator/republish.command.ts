import { NestFactory } from '@nestjs/core';
import {
  ChassisModule,
  defineEnvironment,
  OperatorProgress,
  secret,
  type OperatorCommand,
} from '@switchboard/chassis';
import { MessagingModule } from '@switchboard/messaging';
import { PersistenceModule } from '@switchboard/persistence';
import type { Command } from 'commander';
import { dataSourceSettings } from '../db/data-source.js';
import { RepublishLoads } from '../presence/republish-loads.js';

const service = 'routing';

/** `republish`: open chats and presence of every agent once more, for a consumer that lost its data. */
export class RepublishCommand implements OperatorCommand {
  readonly name = 'republish';
  readonly description = 'Publish every state of routing.agents.v1 once more (the running service sends it)';

  configure(command: Command): void {
    command
      .option('--dry-run', 'say how many states there are, publish none')
      .action(({ dryRun = false }: { dryRun?: boolean }) => this.run(dryRun));
  }

  private async run(dryRun: boolean): Promise<void> {
    const { DATABASE_URL: url } = defineEnvironment({ DATABASE_URL: secret() });
    const context = await NestFactory.createApplicationContext(
      {
        module: class RepublishModule {},
        imports: [
          ChassisModule.forRoot({ service, logLevel: 'silent' }),
          PersistenceModule.forRoot({
            ...dataSourceSettings(url),
            applicationName: 'routing-republish',
            poolSize: 2,
          }),
          MessagingModule.forRoot({ service, brokers: [], topicPrefix: '', databaseUrl: url }),
        ],
        providers: [RepublishLoads],
      },
      { logger: false, abortOnError: false },
    );
    const progress = new OperatorProgress(dryRun ? 'states counted' : 'states published');
    try {
      const count = await context
        .get(RepublishLoads)
        .run({ dryRun, onProgress: (done) => progress.at(done) });
      progress.end();
      process.stdout.write(dryRun ? `would publish ${count} states\n` : `${count} states published\n`);
    } finally {
      await context.close();
    }
  }
}
