import { createHash } from 'node:crypto';
import type { Conversation, Piece } from './conversation.js';
import { Frames } from './frames.js';

const lineEnd = (bytes: Buffer, from: number) => {
  const at = bytes.indexOf('\r\n', from);
  return at < 0 ? undefined : at + 2;
};

/** Where the value that begins at `from` ends. */
function valueEnd(bytes: Buffer, from: number): number | undefined {
  let end = lineEnd(bytes, from);
  if (end === undefined) return undefined;
  const type = String.fromCharCode(bytes[from]!);
  const count = Number(bytes.toString('latin1', from + 1, end - 2));
  if (type === '$') return count < 0 ? end : end + count + 2;
  if (type !== '*') return end;
  for (let left = count; left > 0; left--) {
    if (end === undefined || end >= bytes.length) return undefined;
    end = valueEnd(bytes, end);
  }
  return end;
}

/** Length of a request or an answer. */
export const length = (bytes: Buffer) => (bytes.length === 0 ? undefined : valueEnd(bytes, 0));

/** The words of a request, as far as they name the call. */
export function words(frame: Buffer, most: number): string[] {
  const found: string[] = [];
  for (let at = lineEnd(frame, 0)!; at < frame.length && found.length < most;) {
    const start = lineEnd(frame, at)!;
    const size = Number(frame.toString('latin1', at + 1, start - 2));
    found.push(frame.toString('utf8', start, start + size));
    at = start + size + 2;
  }
  return found;
}

/** What a request is called: its command, or the script by the name that `scripts` has for its hash. */
export function callOf([command = '', first = '']: string[], scripts: ReadonlyMap<string, string>): string {
  const lower = command.toLowerCase();
  if (lower !== 'evalsha' && lower !== 'eval') return lower;
  const hash = lower === 'evalsha' ? first : createHash('sha1').update(first).digest('hex');
  return scripts.get(hash) ?? lower;
}

/** RESP: requests are answered in their order. A call is a command, or a script by the name it has here. */
export class RedisConversation implements Conversation {
  private readonly requests = new Frames(length);
  private readonly answers = new Frames(length);
  private readonly asked: string[] = [];

  /** `scripts`: names by hash. */
  constructor(private readonly scripts: ReadonlyMap<string, string>) {}

  fromClient(bytes: Buffer): Piece[] {
    return this.requests.take(bytes).map((frame) => {
      const call = callOf(words(frame, 2), this.scripts);
      this.asked.push(call);
      return { bytes: frame, passing: { call, side: 'request' } };
    });
  }

  fromServer(bytes: Buffer): Piece[] {
    return this.answers.take(bytes).map((frame) => {
      const call = this.asked.shift();
      return call === undefined ? { bytes: frame } : { bytes: frame, passing: { call, side: 'answer' } };
    });
  }
}
