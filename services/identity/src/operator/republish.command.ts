import { OperatorProgress, type OperatorCommand } from '@switchboard/chassis';
import type { Command } from 'commander';
import { RepublishStates } from '../publishing/republish-states.js';
import { withService } from './operator.module.js';

/** `republish`: every member, shop and key once more, unchanged. Consumers that know a state skip it. */
export class RepublishCommand implements OperatorCommand {
  readonly name = 'republish';
  readonly description = 'Publish the state of every member, shop and API key again';

  configure(command: Command): void {
    command
      .option('--dry-run', 'say what would be done, do nothing')
      .action((options: { dryRun?: boolean }) => this.run(options.dryRun));
  }

  private async run(dryRun?: boolean): Promise<void> {
    if (dryRun) {
      process.stdout.write('would publish every member, shop and API key again\n');
      return;
    }
    const progress = new OperatorProgress('states');
    const published = await withService(RepublishStates, (states) => states.run((done) => progress.at(done)));
    progress.end();
    process.stdout.write(`${published} states are in the outbox; the running service publishes them\n`);
  }
}
