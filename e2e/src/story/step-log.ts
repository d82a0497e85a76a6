import Table from 'cli-table3';
import colors from 'picocolors';

/** What a step showed, in a newcomer's words. */
export interface StepResult {
  what: string;
  details?: string[];
}

interface DoneStep extends StepResult {
  chapter: string;
  tookMs: number;
}

/** A step did not show what was expected. */
export class StoryError extends Error {}

/** Fails the step with what was expected and what was seen. */
export function expect(condition: unknown, expected: string, seen?: unknown): asserts condition {
  if (condition) return;
  throw new StoryError(`expected ${expected}${seen === undefined ? '' : `, saw ${JSON.stringify(seen)}`}`);
}

/** Runs the steps one after the other, says how long each took, and keeps them for the table. */
export class StepLog {
  readonly done: DoneStep[] = [];

  constructor(private readonly print: (line: string) => void) {}

  /** Runs a step; what it throws names the step. */
  async step(chapter: string, title: string, run: () => Promise<StepResult>): Promise<void> {
    const started = performance.now();
    try {
      const result = await run();
      const tookMs = performance.now() - started;
      this.done.push({ chapter, tookMs, ...result });
      this.print(`${colors.green('✓')} ${result.what} ${colors.dim(`(${Math.round(tookMs)} ms)`)}`);
      for (const detail of result.details ?? []) this.print(colors.dim(`    ${detail}`));
    } catch (error) {
      this.print(`${colors.red('✗')} ${title}`);
      const message = error instanceof Error ? error.message : String(error);
      throw new StoryError(`${title}: ${message}`, { cause: error });
    }
  }

  /** The whole story as a table. */
  table(): string {
    const table = new Table({
      head: ['', 'what happened', 'ms'],
      colAligns: ['left', 'left', 'right'],
      colWidths: [14, 86, 8],
      wordWrap: true,
      style: { head: [], border: [] },
    });
    let chapter = '';
    for (const step of this.done) {
      table.push([step.chapter === chapter ? '' : step.chapter, step.what, String(Math.round(step.tookMs))]);
      chapter = step.chapter;
    }
    return table.toString();
  }
}
