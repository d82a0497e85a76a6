import { answerLength, requestLength, StatementNames, textAt, typeOf } from '../wire/postgres-frames.js';
import { readPlan, type Ran } from './plans.js';
import { ReadingAlong } from './reading-along.js';

/** One statement that a client had executed. */
export interface Executed {
  /** As prepared; a statement without a name goes by its text. */
  name: string;
  /** Rows it answered or changed; undefined until its answer has passed. */
  rows?: number;
  /** How PostgreSQL ran it: inner statements of functions first, the statement itself last. */
  ran: Ran[];
}

/** Notes every statement that is executed, and what auto_explain says of it. */
export class Statements extends ReadingAlong {
  private readonly names = new StatementNames();
  private unanswered: Executed[] = [];

  /** `explaining`: whether anybody wants to know now how statements ran. */
  constructor(
    private readonly note: (executed: Executed) => void,
    private readonly explaining: () => boolean,
  ) {
    super(requestLength, answerLength);
  }

  protected asked(frame: Buffer): void {
    const name = this.names.startedBy(frame);
    if (name === undefined) return;
    const executed: Executed = { name: name.replace(/\s+/g, ' ').trim(), ran: [] };
    this.unanswered.push(executed);
    this.note(executed);
  }

  protected answered(frame: Buffer): void {
    const type = typeOf(frame);
    const current = this.unanswered[0];
    if (type === 'C' && current) current.rows = Number(/(\d+)$/.exec(textAt(frame, 5))?.[1] ?? 0);
    if (type === 'N' && this.explaining()) this.explained(frame);
    // The driver sends one statement at a time; how it ran is told after its answer, when its portal closes.
    if (type === 'Z') this.unanswered.shift();
  }

  private explained(frame: Buffer): void {
    const fields = frame.toString('utf8', 5).split('\0');
    const ran = readPlan(fields.find((field) => field.startsWith('M')) ?? '');
    if (ran) this.unanswered[0]?.ran.push(ran);
  }
}
