import type { Conversation, Piece } from './conversation.js';
import { Frames } from './frames.js';

/** Every message but the first is a type, a length and what follows; the first one has no type. */
export const typed = (bytes: Buffer) => (bytes.length < 5 ? undefined : 1 + bytes.readInt32BE(1));
/** Length of a connection's first message. */
export const startUp = (bytes: Buffer) => (bytes.length < 4 ? undefined : bytes.readInt32BE(0));
/** What kind of message it is. */
export const typeOf = (frame: Buffer) => String.fromCharCode(frame[0]!);
/** The text that begins at `from` and ends with a zero. */
export const textAt = (frame: Buffer, from: number) => frame.toString('utf8', from, frame.indexOf(0, from));

/** The frontend/backend protocol: a call is what one Bind or simple query starts, its answer ends with ReadyForQuery. */
export class PostgresConversation implements Conversation {
  private started = false;
  private readonly requests = new Frames((bytes) => (this.started ? typed(bytes) : startUp(bytes)));
  private readonly answers = new Frames(typed);
  /** Text of the last statement that was prepared without a name. */
  private unnamed = '';
  private call?: string;
  /** The answer so far: nobody hears of a result before its transaction is over. */
  private held: Buffer[] = [];

  fromClient(bytes: Buffer): Piece[] {
    return this.requests.take(bytes).map((frame) => {
      if (!this.started) {
        this.started = true;
        return { bytes: frame };
      }
      const call = this.begun(frame);
      if (call === undefined) return { bytes: frame };
      this.call = call;
      return { bytes: frame, passing: { call, side: 'request' } };
    });
  }

  fromServer(bytes: Buffer): Piece[] {
    return this.answers.take(bytes).flatMap((frame): Piece[] => {
      if (this.call === undefined) return [{ bytes: frame }];
      this.held.push(frame);
      if (typeOf(frame) !== 'Z') return [];
      const answer = Buffer.concat(this.held);
      const passing = { call: this.call, side: 'answer' as const };
      this.held = [];
      this.call = undefined;
      return [{ bytes: answer, passing }];
    });
  }

  private begun(frame: Buffer): string | undefined {
    const type = typeOf(frame);
    if (type === 'Q') return textAt(frame, 5);
    if (type === 'P') {
      const name = textAt(frame, 5);
      if (name === '') this.unnamed = textAt(frame, 6);
    }
    if (type !== 'B') return undefined;
    return textAt(frame, frame.indexOf(0, 5) + 1) || this.unnamed;
  }
}
