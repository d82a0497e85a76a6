import {
  assignmentModes,
  chatAccessRoles,
  type AssignmentMode,
  type ChatAccessRole,
  type OpenWord,
} from '@switchboard/contracts';
import { AnswerField, ChoiceField, ChoiceListField, FlagField, IntegerField } from '@switchboard/http';

const MINUTES = { min: 1, max: 1_440, nullable: true } as const;

/** Who is given the next chat. */
export class AssignmentValuesDto {
  /** Article: "Assign new chats to agents with lowest workloads" or "Assign equally". */
  @ChoiceField(assignmentModes)
  mode: OpenWord<AssignmentMode>;
}

/** Whom every chat of the shop is open to; the owner is implied. */
export class ChatAccessValuesDto {
  /** Any of the three, or none. */
  @ChoiceListField(chatAccessRoles, { max: 3, description: 'The owner is implied' })
  roles: OpenWord<ChatAccessRole>[];
}

/** What happens with chats by time and presence. */
export class LifecycleValuesDto {
  /** An assigned chat without any message for so long is closed; null: never. */
  @IntegerField({ min: 1, max: 90, nullable: true, description: 'Without any message; null: never' })
  autoCloseDays: number | null;

  /** Only online agents are given chats. */
  @FlagField({ description: 'Only online agents are given chats' })
  requirePresence: boolean;

  /** Counted from when the agent went offline; null: never. */
  @IntegerField({ ...MINUTES, description: 'Since the agent went offline; null: never' })
  reassignOfflineMinutes: number | null;

  /** Counted from the later of the first unanswered customer message and the assignment; null: never. */
  @IntegerField({ ...MINUTES, description: 'Without a reply; null: never' })
  reassignNoReplyMinutes: number | null;
}

/** Who is given the next chat, as it is now. */
export class AssignmentDto extends AssignmentValuesDto {
  /** Send it back in If-Match. */
  @AnswerField({ type: 'integer', description: 'Also the ETag' })
  version: number;
}

/** Whom every chat is open to, as it is now. */
export class ChatAccessDto extends ChatAccessValuesDto {
  /** Send it back in If-Match. */
  @AnswerField({ type: 'integer', description: 'Also the ETag' })
  version: number;
}

/** The lifecycle, as it is now. */
export class LifecycleDto extends LifecycleValuesDto {
  /** Send it back in If-Match. */
  @AnswerField({ type: 'integer', description: 'Also the ETag' })
  version: number;
}
