/** Something to be translated, kept in the database until its result is. */
export interface TranslationWork {
  readonly id: number;
  readonly accountId: string;
  readonly shopId: string;
  readonly chatId: string;
  /** Null for `thread`. */
  readonly messageId: string | null;
  /** The sender for `customer`, the reader otherwise. */
  readonly userId: string;
  /** `customer`: a reply for its customer; `reader`: a message for an agent; `thread`: what an agent lacks of a chat. */
  readonly purpose: 'customer' | 'reader' | 'thread';
  /** Tries before this one. */
  readonly attempts: number;
  /** Proof of whose turn it is; a result counts only while the row still carries it. */
  readonly claim: string;
}

/** Work as it is enqueued. */
export interface NewWork extends Omit<TranslationWork, 'id' | 'claim' | 'attempts'> {
  readonly attempts?: number;
  /** Seconds from now, not earlier. */
  readonly delaySeconds?: number;
  readonly priority: number;
}

/** What is done first. */
export const PRIORITY = { reply: 0, incoming: 1, assignment: 2, background: 3 } as const;

/** A thread that could not be translated is tried again after these seconds, then left alone. */
export const RETRY_SECONDS: readonly number[] = [5, 30, 120, 600];
