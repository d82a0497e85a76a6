import {
  AnswerField,
  CustomField,
  IdField,
  IntegerField,
  InputRules,
  isId,
  ObjectListField,
  rule,
  type InputRule,
} from '@switchboard/http';
import { chatActionNames, type ChatAction } from '@switchboard/permissions';
import { TargetAgentField } from '../chats/chat-commands.dto.js';
import { maxInteger } from '../db/max-integer.js';

/** Chats that one transfer moves at most. */
export const maxChats = 100;

/** One chat in the state that the caller has seen. */
export class TransferItemDto {
  /** Which chat. */
  @IdField()
  chatId: string;

  /** Its version as last seen. */
  @IntegerField({ min: 1, max: maxInteger })
  expectedVersion: number;
}

const oneOfTwoForms: InputRule<TransferDto> = (order) =>
  orderOf(order)
    ? []
    : [{ path: 'chats', code: 'one_of', message: 'Send either chats, or fromAgentId with all: true' }];

/** One, selected or all current chats of an agent, to the caller or to somebody else. */
@InputRules(oneOfTwoForms)
export class TransferDto {
  /** The selected chats; not together with `fromAgentId`. */
  @ObjectListField(() => TransferItemDto, { min: 1, max: maxChats, optional: true })
  chats?: TransferItemDto[];

  /** Whose current chats, with `all`. */
  @IdField({ optional: true })
  fromAgentId?: string;

  /** All current chats of `fromAgentId`: at most 100, those with the latest messages. */
  @CustomField(
    { type: 'boolean', enum: [true] },
    [rule('not_allowed', 'The value must be true', (value) => value === true)],
    { optional: true },
  )
  all?: true;

  /** Who gets them: a userId, or `me`. */
  @TargetAgentField()
  toAgentId: string;
}

/** A chat that moved. */
export class TransferredChatDto {
  /** Which chat. */
  @AnswerField({ format: 'uuid' })
  chatId: string;

  /** Its version now. */
  @AnswerField()
  version: number;

  /** What the caller may do with it now. */
  @AnswerField({ enum: chatActionNames, isArray: true })
  allowedActions: ChatAction[];
}

/** A chat that did not move. */
export class SkippedChatDto {
  /** Which chat. */
  @AnswerField({ format: 'uuid' })
  chatId: string;

  /** Why: a code of the catalogue, or `chat.already_theirs`. */
  @AnswerField({ example: 'chat.version_conflict' })
  code: string;
}

/** Item by item, what moved and what did not. */
export class TransferAnswerDto {
  /** What moved. */
  @AnswerField({ type: TransferredChatDto, isArray: true })
  transferred: TransferredChatDto[];

  /** What did not, and why. */
  @AnswerField({ type: SkippedChatDto, isArray: true })
  skipped: SkippedChatDto[];

  /** Open chats that remain with the giver (with selected chats: with all of their givers). */
  @AnswerField()
  remaining: number;
}

/** What a transfer names, once its form is known. */
export type TransferOrder =
  { kind: 'selected'; chats: TransferItemDto[] } | { kind: 'all'; fromAgentId: string };

/** Tells the two forms apart; undefined: neither, or both. */
export function orderOf({ chats, fromAgentId, all }: Partial<TransferDto>): TransferOrder | undefined {
  if (chats && fromAgentId === undefined && all === undefined) return { kind: 'selected', chats };
  if (!chats && isId(fromAgentId) && all) return { kind: 'all', fromAgentId };
  return undefined;
}
