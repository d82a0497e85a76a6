import { ApiSchema } from '@nestjs/swagger';
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
@ApiSchema({ name: 'AssignmentValues' })
export class ChangeAssignmentDto {
  /** Article: "Assign new chats to agents with lowest workloads" or "Assign equally". */
  @ChoiceField(assignmentModes)
  mode: OpenWord<AssignmentMode>;
}

/** Whom every chat of the shop is open to; the owner is implied. */
@ApiSchema({ name: 'ChatAccessValues' })
export class ChangeChatAccessDto {
  /** Any of the three, or none. */
  @ChoiceListField(chatAccessRoles, { max: 3, description: 'The owner is implied' })
  roles: OpenWord<ChatAccessRole>[];
}

/** What happens with chats by time and presence. */
@ApiSchema({ name: 'LifecycleValues' })
export class ChangeLifecycleDto {
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
@ApiSchema({ name: 'Assignment' })
export class AssignmentDto extends ChangeAssignmentDto {
  /** Send it back in If-Match. */
  @AnswerField({ type: 'integer', description: 'Also the ETag' })
  version: number;
}

/** Whom every chat is open to, as it is now. */
@ApiSchema({ name: 'ChatAccess' })
export class ChatAccessDto extends ChangeChatAccessDto {
  /** Send it back in If-Match. */
  @AnswerField({ type: 'integer', description: 'Also the ETag' })
  version: number;
}

/** The lifecycle, as it is now. */
@ApiSchema({ name: 'Lifecycle' })
export class LifecycleDto extends ChangeLifecycleDto {
  /** Send it back in If-Match. */
  @AnswerField({ type: 'integer', description: 'Also the ETag' })
  version: number;
}
