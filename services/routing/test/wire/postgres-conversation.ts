import type { Conversation, Piece } from './conversation.js';
import { Frames } from './frames.js';
import { answerLength, requestLength, StatementNames, typeOf } from './postgres-frames.js';

/** The frontend/backend protocol: a call is what one Bind or simple query starts, its answer ends with ReadyForQuery. */
export class PostgresConversation implements Conversation {
  private readonly requests = new Frames(requestLength);
  private readonly answers = new Frames(answerLength);
  private readonly names = new StatementNames();
  private call?: string;
  /** The answer so far: nobody hears of a result before its transaction is over. */
  private held: Buffer[] = [];

  fromClient(bytes: Buffer): Piece[] {
    return this.requests.take(bytes).map((frame) => {
      const call = this.names.startedBy(frame);
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
}
