/** A type, a length and what follows. */
export const answerLength = (bytes: Buffer) => (bytes.length < 5 ? undefined : 1 + bytes.readInt32BE(1));

/** A connection's first message has no type: it begins with its length, and no length reaches the first byte. */
export const requestLength = (bytes: Buffer) => {
  if (bytes[0] !== 0) return answerLength(bytes);
  return bytes.length < 4 ? undefined : bytes.readInt32BE(0);
};

/** What kind of message it is. */
export const typeOf = (frame: Buffer) => String.fromCharCode(frame[0]!);

/** The text that begins at `from` and ends with a zero. */
export const textAt = (frame: Buffer, from: number) => frame.toString('utf8', from, frame.indexOf(0, from));

/** Names what the requests of one connection start: a statement as it was prepared, or by its text. */
export class StatementNames {
  /** Text of the last statement that was prepared without a name. */
  private unnamed = '';

  /** The statement that a Bind or a simple query starts; other messages start none. */
  startedBy(frame: Buffer): string | undefined {
    const type = typeOf(frame);
    if (type === 'P' && textAt(frame, 5) === '') this.unnamed = textAt(frame, 6);
    if (type === 'Q') return textAt(frame, 5);
    if (type !== 'B') return undefined;
    return textAt(frame, frame.indexOf(0, 5) + 1) || this.unnamed;
  }
}
