import type { Conversation, Piece } from './conversation.js';
import { Frames } from './frames.js';

const sized = (bytes: Buffer) => (bytes.length < 4 ? undefined : 4 + bytes.readInt32BE(0));

/** Requests by their number in the protocol; the others do not matter here. */
const requestNames = new Map([
  [0, 'produce'],
  [1, 'fetch'],
  [8, 'commit offsets'],
]);

/** Kafka's protocol: a request is known by its number, its answer by the request's correlation id. */
export class KafkaConversation implements Conversation {
  private readonly requests = new Frames(sized);
  private readonly answers = new Frames(sized);
  private readonly asked = new Map<number, string>();

  /** Wherever the broker names its own address, it is to name the proxy's. */
  constructor(private readonly ports: { broker: number; proxy: number }) {}

  fromClient(bytes: Buffer): Piece[] {
    return this.requests.take(bytes).map((frame) => {
      const call = requestNames.get(frame.readInt16BE(4)) ?? 'other';
      this.asked.set(frame.readInt32BE(8), call);
      return { bytes: frame, passing: { call, side: 'request' } };
    });
  }

  fromServer(bytes: Buffer): Piece[] {
    return this.answers.take(bytes).map((frame) => {
      const id = frame.readInt32BE(4);
      const call = this.asked.get(id) ?? 'other';
      this.asked.delete(id);
      return {
        bytes: call === 'other' ? this.redirected(frame) : frame,
        passing: { call, side: 'answer' },
      };
    });
  }

  /** A host is text, its port the four bytes behind it: the length stays the same. */
  private redirected(frame: Buffer): Buffer {
    const changed = Buffer.from(frame);
    const port = Buffer.alloc(4);
    port.writeInt32BE(this.ports.broker);
    for (const host of ['127.0.0.1', 'localhost']) {
      const address = Buffer.concat([Buffer.from(host), port]);
      for (let at = changed.indexOf(address); at >= 0; at = changed.indexOf(address, at + 1)) {
        changed.writeInt32BE(this.ports.proxy, at + host.length);
      }
    }
    return changed;
  }
}
