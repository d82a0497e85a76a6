import { runningSuite } from '@switchboard/testing';
import { Command } from 'commander';
import { StepLog, StoryError } from '../story/step-log.js';
import { tellStory } from '../story/tell-story.js';

const print = (line: string) => process.stdout.write(`${line}\n`);

new Command('demo')
  .description('Plays one chat’s whole story against the running suite: HTTP, mail and Kafka, as an outsider')
  .option('--edge', 'everything through the one origin, as in production')
  .action(async ({ edge = false }: { edge?: boolean }) => {
    const address = runningSuite({ edge });
    const alive = await fetch(`${address.identity}/.well-known/jwks.json`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (!alive) {
      process.stderr.write(
        `Nothing answers at ${address.identity}: start the suite first, with npm start, or with docker compose up and then \`npm run demo -- --edge\`.\n`,
      );
      process.exitCode = 1;
      return;
    }
    const log = new StepLog(print);
    const started = performance.now();
    await tellStory(address, log);
    print(
      `\n${log.table()}\n${log.done.length} steps in ${((performance.now() - started) / 1000).toFixed(1)} s, all as expected`,
    );
  })
  .parseAsync()
  .catch((error: unknown) => {
    const known = error instanceof StoryError;
    process.stderr.write(`\n${known ? error.message : `The story broke off: ${String(error)}`}\n`);
    process.exitCode = 1;
  });
