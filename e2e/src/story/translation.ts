import type { StreamEvent } from '@switchboard/client';
import { v7 as uuid } from 'uuid';
import { unwrap } from '@switchboard/client';
import { expect } from './step-log.js';
import type { Story } from './story.js';

const chapter = 'translation';

type Updated = Extract<StreamEvent, { type: 'message.updated' }>;

/** A Spanish message is read in English, and the English answer reaches the customer in Spanish. */
export async function translation(story: Story): Promise<void> {
  const { emma, log, storefront } = story;
  const chatId = story.chats.get('diego')!;

  await log.step(chapter, 'a Spanish message is shown in English', async () => {
    const shown = (event: StreamEvent): event is Updated =>
      event.type === 'message.updated' &&
      event.message.chatId === chatId &&
      !!event.message.translations['en']?.text;
    const { message } = await emma.sees(shown, 'the translation of diego’s message');
    const english = message.translations['en']!;
    expect(message.text?.startsWith('Buenos días'), 'the original beside the translation', message.text);
    return {
      what: `${emma.name} reads diego's Spanish message in English (${english.provider})`,
      details: [`customer: ${message.text}`, `shown:    ${english.text}`],
    };
  });

  await log.step(chapter, 'the answer reaches the customer in Spanish', async () => {
    const text = 'I am sorry about that. We will send you a new one tomorrow.';
    const path = { shopId: story.shopId, chatId };
    const message = await unwrap(
      emma.api.routing.POST('/v1/shops/{shopId}/chats/{chatId}/messages', {
        params: { path },
        body: { text, clientMessageId: uuid() },
      }),
    );
    const reply = await storefront.received(message.id);
    expect(reply.translation.status === 'translated', 'a translated reply', reply);
    expect(reply.language === 'es' && reply.text !== text, 'the customer to receive Spanish', reply);
    expect(reply.original?.text === text, 'the original to be kept', reply.original);
    return {
      what: `${emma.name} answers in English; chat.outbound.v1 carries it in Spanish, the original kept`,
      details: [`agent:    ${text}`, `customer: ${reply.text}`],
    };
  });
}
