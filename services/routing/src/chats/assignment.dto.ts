import { actorKinds, assignmentModes, moveKinds } from '@switchboard/contracts';
import { AnswerField, PageOf } from '@switchboard/http';

/** Who decided. */
export class DecidedByDto {
  /** A person, or the system itself. */
  @AnswerField({ enum: actorKinds })
  kind: string;

  /** The userId; null for the system. */
  @AnswerField({ type: String, nullable: true })
  id: string | null;
}

/** An agent whom a decision looked at. */
export class CandidateDto {
  /** The agent's userId. */
  @AnswerField({ format: 'uuid' })
  id: string;

  /** The name that customers see, now. */
  @AnswerField()
  nickname: string;

  /** Open chats as the decision counted them. */
  @AnswerField()
  open: number;

  /** Capacity as the decision saw it. */
  @AnswerField()
  capacity: number;

  /** The smallest is next; ties go to the least recently assigned, then by id. */
  @AnswerField()
  score: number;
}

/** Why the others were not eligible: how many for which reason. */
export class NotEligibleDto {
  /** At maximum capacity. */
  @AnswerField()
  full: number;

  /** Deactivated, deleted, or without the shop. */
  @AnswerField()
  inactive: number;

  /** Accept chats is off. */
  @AnswerField()
  notAccepting: number;

  /** Not online, where the shop requires presence or the chat moves because nobody looked after it. */
  @AnswerField()
  offline: number;

  /** Had this chat already while its customer waited: it moves to somebody new. */
  @AnswerField()
  heldBefore: number;
}

/** What a choice compared. */
export class ComparedDto {
  /** Redis chose, or PostgreSQL while Redis could not. */
  @AnswerField({ enum: ['redis', 'sql'] })
  by: string;

  /** The best ten, best first, as the decision's round began. */
  @AnswerField({ type: CandidateDto, isArray: true })
  candidates: CandidateDto[];

  /** Agents who could have taken it. */
  @AnswerField()
  eligible: number;

  /** The others. */
  @AnswerField()
  notEligible: NotEligibleDto;
}

/** One decision about a chat and what it was based on. */
export class AssignmentDto {
  /** `explanationId` of the event. */
  @AnswerField({ format: 'uuid' })
  id: string;

  /** The chat's version that it made. */
  @AnswerField()
  version: number;

  /** When. */
  @AnswerField({ format: 'date-time' })
  at: string;

  /** How it came about. */
  @AnswerField({ enum: moveKinds })
  kind: string;

  /** Who decided. */
  @AnswerField()
  actor: DecidedByDto;

  /** Who had it before; null: nobody. */
  @AnswerField({ type: String, format: 'uuid', nullable: true })
  fromAgentId: string | null;

  /** Who got it; null: the queue. */
  @AnswerField({ type: String, format: 'uuid', nullable: true })
  agentId: string | null;

  /** The shop's mode; null where nobody was chosen by it. */
  @AnswerField({ type: String, enum: assignmentModes, nullable: true })
  mode: string | null;

  /** Open chats of the one who got it, right before. */
  @AnswerField({ type: Number, nullable: true })
  open: number | null;

  /** Their capacity. */
  @AnswerField({ type: Number, nullable: true })
  capacity: number | null;

  /** Their score. */
  @AnswerField({ type: Number, nullable: true })
  score: number | null;

  /** Which choice of its round it was: the ones before count as taken. */
  @AnswerField({ type: Number, nullable: true })
  position: number | null;

  /** Whom the choice compared; null where nobody was chosen. */
  @AnswerField({ type: ComparedDto, nullable: true })
  compared: ComparedDto | null;
}

/** One page of decisions. */
export class AssignmentPageDto extends PageOf(AssignmentDto) {}
