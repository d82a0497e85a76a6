import { AnswerField, PageOf, TextField } from '@switchboard/http';
import { ChatAgentDto } from '../chats/chat.dto.js';

/** Why an agent gets nothing automatically. */
export const ineligibleReasons = [
  'inactive',
  'not_accepting',
  'offline',
  'at_capacity',
  'not_known_yet',
] as const;

/** An agent's load in a shop. */
export class AgentWorkloadDto extends ChatAgentDto {
  /** Assigned chats that are not closed. */
  @AnswerField()
  openChats: number;

  /** Maximum capacity. */
  @AnswerField()
  maxCapacity: number;

  /** Open chats / maximum capacity; above 1 after manual assignments. */
  @AnswerField()
  workload: number;

  /** Gets automatic assignments now. */
  @AnswerField()
  eligible: boolean;

  /** Why not; null for an eligible one. */
  @AnswerField({ type: String, enum: ineligibleReasons, nullable: true })
  reason: (typeof ineligibleReasons)[number] | null;

  /** An open stream, or none for 30 s. */
  @AnswerField({ enum: ['online', 'offline'] })
  presence: 'online' | 'offline';
}

/** The chats that nobody has yet. */
export class QueueDto {
  /** How many; counted to 10,000. */
  @AnswerField()
  length: number;

  /** Since when the first one waits; null: none does. */
  @AnswerField({ type: String, format: 'date-time', nullable: true })
  oldestWaitingSince: string | null;

  /** How long that is. */
  @AnswerField()
  oldestWaitSeconds: number;
}

/** A shop's active agents by nickname, page by page, and its queue. */
export class WorkloadPageDto extends PageOf(AgentWorkloadDto) {
  /** The waiting chats. */
  @AnswerField()
  queue: QueueDto;
}

/** Whom to find. */
export class TransferTargetsDto {
  /** Part of a nickname. */
  @TextField({ max: 100, optional: true, description: 'Part of a nickname' })
  q?: string;
}

/** Somebody a chat can be given to. */
export class TransferTargetDto {
  /** The userId, for `toAgentId`. */
  @AnswerField({ format: 'uuid' })
  id: string;

  /** The name that customers see. */
  @AnswerField()
  nickname: string;

  /** The picture: GET /v1/avatars/{hash}. */
  @AnswerField({ type: String, nullable: true })
  avatarHash: string | null;

  /** Role in the account. */
  @AnswerField({ enum: ['owner', 'admin', 'agent'] })
  role: string;

  /** Assigned chats that are not closed. */
  @AnswerField()
  openChats: number;

  /** Maximum capacity; a transfer may go beyond it. */
  @AnswerField()
  maxCapacity: number;

  /** Takes automatic assignments; a transfer does not ask for it. */
  @AnswerField()
  acceptChats: boolean;

  /** An open stream, or none for 30 s. */
  @AnswerField({ enum: ['online', 'offline'] })
  presence: 'online' | 'offline';
}

/** Whom chats can be given to. */
export class TransferTargetListDto {
  /** By nickname; the first 100. */
  @AnswerField({ type: TransferTargetDto, isArray: true })
  items: TransferTargetDto[];
}
