import type { ArrivingChat } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';

/** A message as the storing function takes it; the chat's id is given by who stores it. */
export function messageRow({ shopId, customerId, text }: ArrivingChat): { chatId: string; json: string } {
  const chatId = uuid();
  const row = {
    place: 1,
    shop_id: shopId,
    customer_id: customerId,
    customer_name: 'Bob',
    customer_language: null,
    external_id: uuid(),
    message_id: uuid(),
    chat_id: chatId,
    text,
    card: null,
    sent_at: null,
  };
  return { chatId, json: JSON.stringify([row]) };
}
