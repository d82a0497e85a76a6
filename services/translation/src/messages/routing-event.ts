import type { chatOpened, messageCreated } from '@switchboard/contracts';
import type { IncomingEvent } from '@switchboard/messaging';

/** A message of routing. */
export type MessageEvent = IncomingEvent<typeof messageCreated>;

/** All changes of a chat have one shape. */
export type ChatChangeEvent = IncomingEvent<typeof chatOpened>;

/** What routing says of its chats, on either topic. */
export type RoutingEvent = MessageEvent | ChatChangeEvent;

export const isMessage = (event: RoutingEvent): event is MessageEvent => 'message' in event.data;

/** The chat that an event speaks of, and the customer's language as the storefront gave it. */
export function chatOf({ data }: RoutingEvent) {
  const { accountId, shopId } = data;
  return 'message' in data
    ? { id: data.message.chatId, accountId, shopId, storefrontLanguage: data.customer.language }
    : { id: data.chat.id, accountId, shopId, storefrontLanguage: data.chat.customer.language };
}
