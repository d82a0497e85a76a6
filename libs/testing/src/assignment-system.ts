/** Where a system that assigns chats finds its stores. */
export interface SystemAddress {
  /** A database of routing's schema. */
  databaseUrl: string;
  redisUrl: string;
  /** To the database at most. */
  connections: number;
}

/** A customer's first message. */
export interface ArrivingChat {
  shopId: string;
  customerId: string;
  text: string;
}

/** A chat that its agent closes. */
export interface OpenChat {
  shopId: string;
  chatId: string;
}

/** How much of what was compared the assignments of a measurement store. */
export interface ExplanationSize {
  /** Of all assignments, how many store it and do not point at another one. */
  share: number;
  /** Bytes of it. */
  bytes: number;
}

/** One way of giving chats to agents, as a process of its own drives it: the benchmark holds several against each other. */
export interface AssignmentSystem {
  /** Rows were changed from outside while nothing was in flight: rebuild every copy of them. */
  prepare(shopIds: readonly string[]): Promise<void>;
  /** What the engine itself wrote in the same case: the others write as much. */
  explain?(size: ExplanationSize): void;
  /** Answers the chat's id once the message is durable; `assigned` says that it has an agent. */
  arrive(chat: ArrivingChat): Promise<string>;
  /** Answers once the close is durable; a waiting chat may get the place. */
  close(chat: OpenChat): Promise<void>;
  /** Nothing is in flight any more. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** What a module of such a system exports. `assigned` gets the chats that have an agent now, durably. */
export type OpenAssignmentSystem = (
  address: SystemAddress,
  assigned: (chatIds: readonly string[]) => void,
) => Promise<AssignmentSystem>;
