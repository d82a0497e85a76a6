import type { OperatorCommand } from '@switchboard/chassis';
import type { Command } from 'commander';
import { DeadLetterDesk } from './dead-letter-desk.js';

/** `dead-letters`: lists them, with the reason. */
export class ListDeadLettersCommand implements OperatorCommand {
  readonly name = 'dead-letters';
  readonly description = 'List events that could not be processed, and keys that wait behind one';

  constructor(private readonly service: string) {}

  configure(command: Command): void {
    command
      .option('--topic <name>', 'only this topic (without the prefix)')
      .option('--key <key>', 'only this key')
      .action((options: { topic?: string; key?: string }) => this.run(options));
  }

  private async run({ topic, key }: { topic?: string; key?: string }): Promise<void> {
    const desk = await DeadLetterDesk.open(this.service);
    try {
      const { letters, lines } = await desk.find(topic, key);
      const out = (line: string) => process.stdout.write(`${line}\n`);
      out(`${letters.length} dead letters, ${lines.length} keys waiting`);
      for (const { original, reason, detail, time, parked, replayed } of letters) {
        const state = parked ? 'key parked, now or before' : replayed ? 'replayed' : 'not replayed';
        out(
          `  ${time}  ${original.topic} ${original.partition}/${original.offset}  key ${original.key ?? '(none)'}  ` +
            `${original.headers['ce_type'] ?? '(no type)'}  ${reason}: ${detail}  [${state}]`,
        );
      }
      for (const { topic: of, key: waiting, reason, since, events, releasing } of lines)
        out(
          `  key ${waiting} of ${of} waits since ${since.toISOString()} with ${events} events` +
            `${releasing ? ', being replayed' : ''}: ${reason}`,
        );
    } finally {
      await desk.close();
    }
  }
}
