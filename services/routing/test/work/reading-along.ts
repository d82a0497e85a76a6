import type { Conversation, Piece } from '../wire/conversation.js';
import { Frames, type FrameLength } from '../wire/frames.js';

/** Lets everything pass as it comes and looks at the whole frames of it: what is counted here cannot hide. */
export abstract class ReadingAlong implements Conversation {
  private readonly requests: Frames;
  private readonly answers: Frames;

  constructor(request: FrameLength, answer: FrameLength) {
    this.requests = new Frames(request);
    this.answers = new Frames(answer);
  }

  fromClient(bytes: Buffer): Piece[] {
    for (const frame of this.requests.take(bytes)) this.asked(frame);
    return [{ bytes }];
  }

  fromServer(bytes: Buffer): Piece[] {
    for (const frame of this.answers.take(bytes)) this.answered(frame);
    return [{ bytes }];
  }

  protected abstract asked(frame: Buffer): void;
  protected abstract answered(frame: Buffer): void;
}
