import type { StreamEvent } from '@switchboard/client';
import { call, until } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import { unwrap } from '@switchboard/client';
import { expect } from './step-log.js';
import type { Story } from './story.js';

const chapter = 'assignment';

type Upserted = Extract<StreamEvent, { type: 'chat.upserted' }>;

/** A chat of this customer that is on its reader's screen as assigned to that reader. */
export const assignedTo =
  (userId: string, customerId: string) =>
  (event: StreamEvent): event is Upserted =>
    event.type === 'chat.upserted' &&
    event.chat.customer.id === customerId &&
    event.chat.agent?.id === userId;

/** Sends one customer message by REST with the API key, as a storefront without Kafka does. */
export async function writeByRest(story: Story, customerId: string, text: string): Promise<void> {
  const url = `${story.address.routing}/v1/shops/${story.shopId}/inbound-messages`;
  await call('POST', url, {
    token: story.apiKey,
    body: { customerId, customerName: customerId, text, externalMessageId: uuid() },
  });
}

/** Waits until one of the two agents sees the customer's chat as theirs. */
export async function whoGets(
  story: Story,
  customerId: string,
): Promise<{ name: string; chat: Upserted['chat'] }> {
  const agents = [story.sofia, story.emma];
  const first = await until(
    () =>
      agents
        .map(({ name, userId, seen }) => ({ name, chat: seen.find(assignedTo(userId, customerId))?.chat }))
        .find((arrival): arrival is { name: string; chat: Upserted['chat'] } => !!arrival.chat),
    { timeoutMs: 15_000, describe: `the chat of ${customerId} on a live stream` },
  );
  story.chats.set(customerId, first.chat.id);
  return first;
}

/** Customers write by Kafka and by REST; lowest workload decides. */
export async function assignment(story: Story): Promise<void> {
  const { log, storefront, sofia, emma } = story;
  const got: Record<string, number> = { [sofia.name]: 0, [emma.name]: 0 };

  await log.step(chapter, 'the first customer writes through Kafka', async () => {
    const shop = { accountId: story.accountId, shopId: story.shopId };
    const externalId = await storefront.send(shop, {
      customerId: 'carlos',
      customerName: 'Carlos',
      text: 'Hola, quiero saber dónde está mi pedido, por favor.',
    });
    await storefront.send(
      shop,
      {
        customerId: 'carlos',
        customerName: 'Carlos',
        text: 'Hola, quiero saber dónde está mi pedido, por favor.',
      },
      externalId,
    );
    const { name } = await whoGets(story, 'carlos');
    got[name]!++;
    return {
      what: `Carlos writes through Kafka (delivered twice, counted once); ${name} sees the chat arrive`,
    };
  });

  const others: Array<[string, string]> = [
    ['claire', 'Hello, I would like to return my order, please.'],
    ['diego', 'Buenos días, el paquete llegó roto y quiero otro.'],
    ['dora', 'Good morning, can you tell me where my parcel is?'],
    ['edgar', 'Hello, is this toy suitable for small children?'],
    ['elena', 'Hola, necesito cambiar la dirección de mi pedido.'],
  ];
  for (const [customer, text] of others) {
    await log.step(chapter, `${customer} writes`, async () => {
      await writeByRest(story, customer, text);
      const { name } = await whoGets(story, customer);
      got[name]!++;
      const load = `${sofia.name} ${got[sofia.name]}/2, ${emma.name} ${got[emma.name]}/10`;
      return { what: `${customer} writes by REST; ${name} gets the chat (now ${load})` };
    });
  }

  await log.step(chapter, 'the workload decided', async () => {
    expect(got[sofia.name] === 1 && got[emma.name] === 5, '1 and 5 chats: 50 % each', got);
    const path = { shopId: story.shopId, chatId: story.chats.get('elena')! };
    const history = await unwrap(
      story.owner.api.routing.GET('/v1/shops/{shopId}/chats/{chatId}/assignments', { params: { path } }),
    );
    const decision = history.items[0]!;
    const candidates = decision.compared?.candidates ?? [];
    expect(candidates.length > 0, 'an explanation with its candidates', decision);
    expect(decision.agentId === candidates[0]!.id, 'the best candidate to have got it', decision);
    const others = Object.entries(decision.compared!.notEligible).filter(([, count]) => count > 0);
    return {
      what: 'the last assignment explains itself: who could have got it, and why this one did',
      details: [
        ...candidates.map(
          (one) => `${one.nickname}: ${one.open} open of ${one.capacity}, score ${one.score}`,
        ),
        ...others.map(([reason, count]) => `not eligible: ${count} (${reason})`),
      ],
    };
  });
}
