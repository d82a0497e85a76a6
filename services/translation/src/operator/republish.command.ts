import { NestFactory } from '@nestjs/core';
import {
  ChassisModule,
  defineEnvironment,
  list,
  OperatorProgress,
  secret,
  str,
  type OperatorCommand,
} from '@switchboard/chassis';
import { MessagingModule } from '@switchboard/messaging';
import { PersistenceModule } from '@switchboard/persistence';
import type { Command } from 'commander';
import { RepublishStates } from '../housekeeping/republish-states.js';
import { SERVICE } from '../service-name.js';

/** Its variables: those of the service that it needs. */
const specification = {
  DATABASE_URL: secret(),
  KAFKA_BROKERS: list({ default: [] }),
  KAFKA_TOPIC_PREFIX: str({ default: '' }),
};

/** `republish`: every setting and every chat's language once more, for a consumer that lost its data. */
export class RepublishCommand implements OperatorCommand {
  readonly name = 'republish';
  readonly description =
    'Publish every state of translation.settings.v1 once more (the running service sends it)';

  configure(command: Command): void {
    command
      .option('--dry-run', 'say how many states there are, publish none')
      .action(({ dryRun = false }: { dryRun?: boolean }) => this.run(dryRun));
  }

  private async run(dryRun: boolean): Promise<void> {
    const {
      DATABASE_URL: url,
      KAFKA_BROKERS: brokers,
      KAFKA_TOPIC_PREFIX: topicPrefix,
    } = defineEnvironment(specification);
    const context = await NestFactory.createApplicationContext(
      {
        module: class RepublishModule {},
        imports: [
          ChassisModule.forRoot({ service: SERVICE, logLevel: 'silent' }),
          PersistenceModule.forRoot({
            url,
            schema: SERVICE,
            applicationName: `${SERVICE}-republish`,
            poolSize: 2,
          }),
          MessagingModule.forRoot({ service: SERVICE, brokers, topicPrefix, databaseUrl: url }),
        ],
        providers: [RepublishStates],
      },
      { logger: false, abortOnError: false },
    );
    const progress = new OperatorProgress(dryRun ? 'states counted' : 'states published');
    try {
      const published = await context
        .get(RepublishStates)
        .run({ dryRun, onProgress: (done) => progress.at(done) });
      progress.end();
      process.stdout.write(
        dryRun ? `would publish ${published} states\n` : `${published} states published\n`,
      );
    } finally {
      await context.close();
    }
  }
}
