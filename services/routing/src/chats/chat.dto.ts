import { chatStates, type ChatState } from '@switchboard/contracts';
import { AnswerField } from '@switchboard/http';
import { chatActionNames, type ChatAction } from '@switchboard/permissions';
import { MessageDto } from './message.dto.js';

/** A buyer of the shop, as the storefront names them. */
export class CustomerDto {
  /** The shop's own id of the customer. */
  @AnswerField()
  id: string;

  /** As the storefront gave it last. */
  @AnswerField({ type: String, nullable: true })
  name: string | null;

  /** BCP 47; what the storefront said. */
  @AnswerField({ type: String, nullable: true })
  language: string | null;
}

/** An agent as seen by customers in this shop. */
export class ChatAgentDto {
  /** The agent's userId. */
  @AnswerField({ format: 'uuid' })
  id: string;

  /** The name that customers see. */
  @AnswerField()
  nickname: string;

  /** The picture: GET /v1/avatars/{hash}. */
  @AnswerField({ type: String, nullable: true })
  avatarHash: string | null;
}

/** The one thread of a customer with a shop, as the caller sees it. */
export class ChatDto {
  /** Survives close and reopen. */
  @AnswerField({ format: 'uuid' })
  id: string;

  /** The shop it belongs to. */
  @AnswerField({ format: 'uuid' })
  shopId: string;

  /** Who writes to the shop. */
  @AnswerField()
  customer: CustomerDto;

  /** `queued`: nobody has it yet. */
  @AnswerField({ enum: chatStates })
  state: ChatState;

  /** Who has it; of a closed chat, who had it last. */
  @AnswerField({ type: ChatAgentDto, nullable: true })
  agent: ChatAgentDto | null;

  /** Rises on state and agent changes; give it back as `expectedVersion`. */
  @AnswerField()
  version: number;

  /**
   * Rises with every change of the chat, also where `version` stays: a message, the unread marker. Of two answers or
   * events the higher one stands. `lastMessage` has a revision of its own.
   */
  @AnswerField({ type: 'integer' })
  revision: number;

  /** Start of the current (or last) opening. */
  @AnswerField({ format: 'date-time' })
  openedAt: string;

  /** Since when it waits in the queue; null when it does not. */
  @AnswerField({ type: String, format: 'date-time', nullable: true })
  waitingSince: string | null;

  /** When it was closed; null while open. */
  @AnswerField({ type: String, format: 'date-time', nullable: true })
  closedAt: string | null;

  /** When the newest message was accepted. */
  @AnswerField({ format: 'date-time' })
  lastMessageAt: string;

  /** The newest message. */
  @AnswerField({ type: MessageDto, nullable: true })
  lastMessage: MessageDto | null;

  /** Customer messages that the assigned agent has not read. */
  @AnswerField()
  unread: number;

  /** What the caller may do with it. */
  @AnswerField({ enum: chatActionNames, isArray: true })
  allowedActions: ChatAction[];
}

/** How many chats each view has for the caller; those of the queue and the closed ones are counted to 10,000. */
export class ChatCountsDto {
  /** Open chats of the caller. */
  @AnswerField()
  mine: number;

  /** Those of `mine` with unread customer messages. */
  @AnswerField()
  unread: number;

  /** Chats nobody has yet. */
  @AnswerField()
  queue: number;

  /** Every open chat of the shop; only with chats:all. */
  @AnswerField({ required: false })
  allOpen?: number;

  /** Closed chats that the caller may read. */
  @AnswerField()
  closed: number;
}
