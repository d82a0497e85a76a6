/** One of the calls that a program makes to its stores, and whether it is on its way there or its answer on the way back. */
export interface Passing {
  /** The statement's name (its text where it has none), the script's, or Kafka's request. */
  call: string;
  side: 'request' | 'answer';
}

/** A piece of one direction; `passing` where a call begins or its answer is complete. */
export interface Piece {
  bytes: Buffer;
  passing?: Passing;
}

/** What one connection says, in the protocol of the store behind it. */
export interface Conversation {
  fromClient(bytes: Buffer): Piece[];
  fromServer(bytes: Buffer): Piece[];
}
