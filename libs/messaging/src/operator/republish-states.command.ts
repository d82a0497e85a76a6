import { setTimeout as pause } from 'node:timers/promises';
import { confirmed, defineEnvironment, type OperatorCommand } from '@switchboard/chassis';
import { databaseEnvironment, openDirectConnection } from '@switchboard/persistence';
import type { Command } from 'commander';
import type pg from 'pg';

interface RepublishOptions {
  topic?: string;
  dryRun?: boolean;
  yes?: boolean;
  wait: string;
}

/** `republish-states`: has the running service publish all states of its compacted topics again. */
export class RepublishStatesCommand implements OperatorCommand {
  readonly name = 'republish-states';
  readonly description = 'Publish every state of this service’s compacted topics again';

  constructor(private readonly service: string) {}

  configure(command: Command): void {
    command
      .option('--topic <name>', 'only this topic (without the prefix)')
      .option('--wait <seconds>', 'how long to wait for the service to carry it out', '600')
      .option('--dry-run', 'say what would be done, do nothing')
      .option('--yes', 'do not ask')
      .action((options: RepublishOptions) => this.run(options));
  }

  private async run({ topic, dryRun, yes, wait }: RepublishOptions): Promise<void> {
    const { DATABASE_URL: url } = defineEnvironment(databaseEnvironment);
    const name = `${this.service}-operator`;
    const database = await openDirectConnection({ url, schema: this.service, applicationName: name });
    try {
      const { rows } = await database.query<{ topic: string }>(
        'select topic from state_republish where $1::text is null or topic = $1 order by topic',
        [topic ?? null],
      );
      const topics = rows.map((row) => row.topic);
      if (topics.length === 0) throw new Error('This service has no such state topic, or has never run yet.');
      if (dryRun) return say(`would publish again: ${topics.join(', ')}`);
      if (!yes && !(await confirmed(`Publish every state of ${topics.join(', ')} again?`)))
        return say('nothing done');
      const asked = await database.query<{ now: Date }>(
        `with asked as (update state_republish set due_at = least(due_at, switchboard_now()) where topic = any ($1))
         select switchboard_now() as now`,
        [topics],
      );
      await follow(database, topics, asked.rows[0]!.now, Date.now() + Number(wait) * 1_000);
    } finally {
      await database.end();
    }
  }
}

async function follow(database: pg.Client, topics: string[], asked: Date, deadline: number): Promise<void> {
  for (;;) {
    const { rows } = await database.query<{ topic: string }>(
      'select topic from state_republish where topic = any ($1) and (finished_at is null or finished_at < $2)',
      [topics, asked],
    );
    if (rows.length === 0) return say(`published again: ${topics.join(', ')}`);
    if (Date.now() > deadline) return say('requested; the service does it when it runs');
    await pause(250);
  }
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
