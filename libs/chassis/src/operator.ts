import { ConsoleLogger, Logger, type LogLevel } from '@nestjs/common';
import { Command, CommanderError } from 'commander';
import { EnvironmentError } from './environment.js';

/** One command of `npm run operator -- <service> <command>`; one file per command. */
export interface OperatorCommand {
  readonly name: string;
  readonly description: string;
  /** Adds arguments, options and the action. What it throws as an Error is shown as one sentence. */
  configure(command: Command): void;
}

/** The commands of one service. */
export interface OperatorSettings {
  service: string;
  description: string;
  commands: OperatorCommand[];
}

/** Says how far a longer command is: one line that is rewritten on a terminal, plain lines elsewhere. */
export class OperatorProgress {
  private last = 0;

  constructor(
    private readonly label: string,
    private readonly out: NodeJS.WriteStream = process.stderr,
  ) {}

  /** Shows `done` of `total` at most five times a second. */
  at(done: number, total?: number): void {
    const now = Date.now();
    if (now - this.last < 200 && done !== total) return;
    this.last = now;
    const text = `${this.label}: ${done}${total === undefined ? '' : ` of ${total}`}`;
    this.out.write(this.out.isTTY ? `\r${text}` : `${text}\n`);
  }

  end(): void {
    if (this.out.isTTY) this.out.write('\n');
  }
}

/** What libraries say meanwhile goes beside the answer and never into it: that may be JSON that a program reads. */
class Asides extends ConsoleLogger {
  protected override printMessages(messages: unknown[], context?: string, logLevel?: LogLevel): void {
    super.printMessages(messages, context, logLevel, 'stderr');
  }
}

/** Runs one command and sets the exit code: 0 done, 1 refused or failed, 2 wrong call. Never a stack trace. */
export async function runOperator(settings: OperatorSettings, argv: string[] = process.argv): Promise<void> {
  Logger.overrideLogger(new Asides({ logLevels: ['warn', 'error', 'fatal'] }));
  const program = new Command(`operator -- ${settings.service}`)
    .description(settings.description)
    .showHelpAfterError()
    .exitOverride();
  for (const entry of settings.commands) {
    const command = program.command(entry.name).description(entry.description).exitOverride();
    entry.configure(command);
  }
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    const known = error instanceof EnvironmentError || error instanceof Error;
    process.stderr.write(`${known ? (error as Error).message : 'The command failed.'}\n`);
    process.exitCode = 1;
  }
}
