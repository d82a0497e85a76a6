import { callOf, length, words } from '../wire/redis-conversation.js';
import { scriptNames } from '../wire/script-names.js';
import { ReadingAlong } from './reading-along.js';

/** One command that a client sent. */
export interface Sent {
  name: string;
  /** It did not leave together with one of its kind: it costs a round trip, the others of its flight none. */
  startsFlight: boolean;
  /** The server had forgotten the script: it is sent again in full. */
  forgotten: boolean;
}

/** The words up to the operation that a sync settles. */
const wordsOfSync = 9;

/** Notes every command. Those of one name that leave before an answer comes are one flight: a round trip. */
export class Commands extends ReadingAlong {
  private flying = '';
  private readonly unanswered: Sent[] = [];

  constructor(private readonly note: (sent: Sent) => void) {
    super(length, length);
  }

  protected asked(frame: Buffer): void {
    const name = nameOf(words(frame, wordsOfSync));
    const sent = { name, startsFlight: name !== this.flying, forgotten: false };
    this.flying = name;
    this.unanswered.push(sent);
    this.note(sent);
  }

  protected answered(frame: Buffer): void {
    this.flying = '';
    const sent = this.unanswered.shift();
    if (sent && frame.toString('latin1', 0, 9) === '-NOSCRIPT') sent.forgotten = true;
  }
}

/** A sync that settles a pick and one that only tells states are two things. */
function nameOf(parts: string[]): string {
  const name = callOf(parts, scriptNames);
  return name === 'sync' && parts[8] === '' ? 'tell' : name;
}
