import { setTimeout as pause } from 'node:timers/promises';
import { confirmed, OperatorProgress, type OperatorCommand } from '@switchboard/chassis';
import type { Command } from 'commander';
import { DeadLetterDesk, type Findings } from './dead-letter-desk.js';

interface ReplayOptions {
  topic?: string;
  key?: string;
  discardFirst?: boolean;
  again?: boolean;
  dryRun?: boolean;
  yes?: boolean;
  wait: string;
}

/** `replay`: processes dead letters and parked events again. Running it twice has no further effect. */
export class ReplayDeadLettersCommand implements OperatorCommand {
  readonly name = 'replay';
  readonly description = 'Have dead letters and waiting keys processed again, each key in its order';

  constructor(private readonly service: string) {}

  configure(command: Command): void {
    command
      .option('--topic <name>', 'only this topic (without the prefix)')
      .option('--key <key>', 'only this key')
      .option('--discard-first', 'give up the event at the head of the line (needs --key)')
      .option('--again', 'also dead letters that were replayed before')
      .option('--wait <seconds>', 'how long to wait for the service to carry it out', '60')
      .option('--dry-run', 'say what would be done, do nothing')
      .option('--yes', 'do not ask')
      .action((options: ReplayOptions) => this.run(options));
  }

  private async run(options: ReplayOptions): Promise<void> {
    if (options.discardFirst && options.key === undefined) throw new Error('--discard-first needs --key.');
    const desk = await DeadLetterDesk.open(this.service);
    try {
      const found = await desk.find(options.topic, options.key);
      const due = found.letters.filter(
        ({ parked, replayed, original }) => !parked && (!replayed || options.again) && original.key !== null,
      );
      const plan = `${due.length} dead letters and ${found.lines.length} waiting keys`;
      if (due.length + found.lines.length === 0) return say('nothing to replay');
      if (options.dryRun) return say(`would replay ${plan}`);
      if (!options.yes && !(await confirmed(`Replay ${plan} of ${this.service}?`)))
        return say('nothing done');
      for (const letter of due) await desk.lines.replay(letter);
      for (const line of found.lines) {
        if (options.discardFirst) await desk.lines.discardFirst(line);
        await desk.lines.release(line);
      }
      await this.follow(desk, { ...found, letters: due }, Number(options.wait) * 1_000);
    } finally {
      await desk.close();
    }
  }

  /** The running service does the work; this only watches. */
  private async follow(desk: DeadLetterDesk, { letters, lines }: Findings, waitMs: number): Promise<void> {
    const asked = new Set([
      ...letters.map(({ original }) => `${original.topic} ${original.key}`),
      ...lines.map(({ topic, key }) => `${topic} ${key}`),
    ]);
    const progress = new OperatorProgress('keys replayed');
    const deadline = Date.now() + waitMs;
    for (;;) {
      const left = (await desk.lines.list()).filter(({ topic, key }) => asked.has(`${topic} ${key}`));
      const working = left.filter(({ releasing }) => releasing);
      progress.at(asked.size - left.length, asked.size);
      if (working.length === 0 || Date.now() > deadline) {
        progress.end();
        return report(asked.size, left.length - working.length, working.length);
      }
      await pause(250);
    }
  }
}

function report(asked: number, failed: number, working: number): void {
  say(`${asked - failed - working} of ${asked} keys replayed`);
  if (working > 0)
    say(`${working} are requested and not done yet: the service does it when it runs and holds them`);
  if (failed > 0) {
    say(`${failed} failed again and stay parked; \`dead-letters\` says why`);
    process.exitCode = 1;
  }
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
