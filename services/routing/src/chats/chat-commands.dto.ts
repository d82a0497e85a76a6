import { CustomField, IntegerField, isId, rule } from '@switchboard/http';
import { maxInteger } from '../db/max-integer.js';

/** Whom a chat is given to: a userId, or `me`. */
export const TargetAgentField = (): PropertyDecorator =>
  CustomField({ type: 'string' }, [
    rule('not_an_id', 'The value must be a userId or "me"', (value) => value === 'me' || isId(value)),
  ]);

/** Moves the unread marker forward. */
export class MarkReadDto {
  /** The last message seen; a smaller one than before changes nothing. */
  @IntegerField({ min: 0, max: maxInteger })
  upToSeq: number;
}

/** Which state of the chat the caller has seen. */
export class ExpectedVersionDto {
  /** The chat's version as last seen; another one answers 409 chat.version_conflict. */
  @IntegerField({ min: 1, max: maxInteger })
  expectedVersion: number;
}

/** Closes a chat. */
export class CloseChatDto extends ExpectedVersionDto {
  /** The last message seen; a newer one from the customer answers 409 chat.newer_message. */
  @IntegerField({ min: 0, max: maxInteger })
  lastSeq: number;
}

/** Gives a chat to an agent. */
export class AssignChatDto extends ExpectedVersionDto {
  /** A userId, or `me`. */
  @TargetAgentField()
  agentId: string;
}
