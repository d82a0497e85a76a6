import { ChoiceField, FlagField, IdField, PageOf, PageQuery, TextField, TimeField } from '@switchboard/http';
import { ChatDto } from './chat.dto.js';

/** The views of a shop's chats. */
export const chatViews = ['mine', 'all_open', 'queue', 'closed'] as const;

/** Which chats to list. */
export class ListChatsDto extends PageQuery {
  /** `all_open` needs chats:all and includes the queue; the queue comes by arrival, the others newest message first. */
  @ChoiceField(chatViews, { optional: true, description: 'Default mine; all_open needs chats:all' })
  view: (typeof chatViews)[number] = 'mine';

  /** Only chats of this agent. */
  @IdField({ optional: true })
  agentId?: string;

  /** Only the chat of this customer (the shop's own id). */
  @TextField({ max: 200, optional: true })
  customerId?: string;

  /** Only chats with (or without) unread customer messages. */
  @FlagField({ optional: true, query: true })
  unread?: boolean;

  /** Only chats whose newest message is not older. */
  @TimeField({ optional: true })
  from?: string;

  /** Only chats whose newest message is older than this. */
  @TimeField({ optional: true })
  to?: string;

  /** Searches customer name, customer id and message text. */
  @TextField({
    max: 100,
    optional: true,
    description:
      'In customer name, customer id and message text. A call looks through 1,000 chats: a page may hold fewer than asked for; go on while there is a nextCursor',
  })
  q?: string;
}

/** One page of chats. */
export class ChatPageDto extends PageOf(ChatDto) {}
