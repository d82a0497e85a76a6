import { NestFactory } from '@nestjs/core';
import { OperatorProgress, type OperatorCommand } from '@switchboard/chassis';
import type { Command } from 'commander';
import { readOperatorEnvironment } from '../environment.js';
import { RepublishStates } from '../housekeeping/republish-states.js';
import { OperatorModule } from './operator.module.js';

/** `republish`: every state of team.agents.v1 and team.settings.v1 once more, for a consumer that lost its data. */
export class RepublishCommand implements OperatorCommand {
  readonly name = 'republish';
  readonly description = 'Publish the state of every agent and every shop’s settings again, unchanged';

  configure(command: Command): void {
    command
      .option('--shop <id>', 'only this shop')
      .option('--dry-run', 'count, publish nothing')
      .action(async ({ shop: shopId, dryRun }: { shop?: string; dryRun?: boolean }) => {
        const { DATABASE_URL } = readOperatorEnvironment();
        const context = await NestFactory.createApplicationContext(OperatorModule.forRoot(DATABASE_URL), {
          logger: false,
          abortOnError: false,
        });
        try {
          const progress = new OperatorProgress('states');
          const onProgress = (done: number) => progress.at(done);
          const states = await context.get(RepublishStates).run({ shopId, dryRun, onProgress });
          progress.end();
          process.stdout.write(`${states} states ${dryRun ? 'would be published' : 'are in the outbox'}\n`);
        } finally {
          await context.close();
        }
      });
  }
}
