import {
  AnswerField,
  ChoiceField,
  FlagField,
  IntegerField,
  PageOf,
  PageQuery,
  TextField,
} from '@switchboard/http';
import { permissions, type Permission } from '@switchboard/permissions';
import { NicknameField } from './nickname.field.js';

/** Filters of the team page. */
export class AgentsQuery extends PageQuery {
  /** Part of a nickname or an e-mail address. */
  @TextField({ max: 200, optional: true, description: 'Part of a nickname or an e-mail address' })
  q?: string;

  /** Default `active`. */
  @ChoiceField(['active', 'deactivated'], { optional: true, description: 'Default active' })
  status: 'active' | 'deactivated' = 'active';
}

/** What can be edited; what is left out stays. */
export class AgentChangesDto {
  /** 1-40 characters as people count them. Some names wait for the platform's review. */
  @NicknameField()
  nickname?: string;

  /** Chats at a time. Article: "any number between 1-999". */
  @IntegerField({ min: 1, max: 999, optional: true, description: 'Below 200 is answered with a warning' })
  maxCapacity?: number;

  /** Off: manual assignments only. */
  @FlagField({ optional: true, description: 'Off: manual assignments only' })
  acceptChats?: boolean;
}

/** A nickname that does not take effect (yet). */
export class NicknameReviewDto {
  /** `under_review` or `rejected`. */
  @AnswerField({ enum: ['under_review', 'rejected'] })
  status: 'under_review' | 'rejected';

  /** The name that was asked for. */
  @AnswerField()
  requested: string;

  /** Of a rejection. */
  @AnswerField({ type: String, nullable: true })
  reason: string | null;
}

/** An agent of a shop as the team page shows it. */
export class AgentDto {
  /** The userId. */
  @AnswerField({ format: 'uuid' })
  id: string;

  /** What customers see. */
  @AnswerField()
  nickname: string;

  /** A requested name that waits or was rejected. */
  @AnswerField({ type: () => NicknameReviewDto, nullable: true })
  nicknameReview: NicknameReviewDto | null;

  /** Last part of /v1/avatars/{hash}. */
  @AnswerField({ type: String, nullable: true })
  avatarHash: string | null;

  /** Fixed. */
  @AnswerField()
  email: string;

  /** Edited under users. */
  @AnswerField({ enum: ['owner', 'admin', 'agent'] })
  role: 'owner' | 'admin' | 'agent';

  /** Changed under users. */
  @AnswerField({ enum: ['active', 'deactivated'] })
  status: 'active' | 'deactivated';

  /** Chats at a time, 1-999. */
  @AnswerField({ type: 'integer' })
  maxCapacity: number;

  /** May be two seconds old. */
  @AnswerField({ type: 'integer', description: 'May be two seconds old' })
  openChats: number;

  /** Automatic assignments. */
  @AnswerField()
  acceptChats: boolean;

  /** May be two seconds old. */
  @AnswerField({ enum: ['online', 'offline'] })
  presence: 'online' | 'offline';

  /** Of the profile; also the ETag. */
  @AnswerField({ type: 'integer', description: 'Also the ETag' })
  version: number;

  /** Rises with every change of the profile; of two answers the higher one stands. Chats and presence leave it. */
  @AnswerField({ type: 'integer' })
  revision: number;
}

/** A page of agents, by nickname. */
export class AgentPage extends PageOf(AgentDto) {}

/** What a change says beside its result. */
export type AgentWarning = 'team.capacity_below_recommended' | 'routing.unconfirmed';
const warnings: AgentWarning[] = ['team.capacity_below_recommended', 'routing.unconfirmed'];

/** An agent after a change. */
export class ChangedAgentDto extends AgentDto {
  /** The change stands in any case. */
  @AnswerField({ enum: warnings, isArray: true })
  warnings: AgentWarning[];
}

/** The caller's own agent in a shop. */
export class OwnAgentDto extends AgentDto {
  /** Effective in this shop, now. */
  @AnswerField({ enum: [...permissions], isArray: true, enumName: 'Permission' })
  permissions: Permission[];
}

/** The caller's own agent after a change. */
export class ChangedOwnAgentDto extends OwnAgentDto {
  /** The change stands in any case. */
  @AnswerField({ enum: warnings, isArray: true })
  warnings: AgentWarning[];
}
