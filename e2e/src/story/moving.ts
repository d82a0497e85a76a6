import { v7 as uuid } from 'uuid';
import { until } from '@switchboard/testing';
import { assignedTo, whoGets, writeByRest } from './assignment.js';
import { unwrap } from '@switchboard/client';
import { refusal } from './person.js';
import { expect } from './step-log.js';
import type { Story } from './story.js';

const chapter = 'moving';

/** A transfer, accept-chats off, and a deactivation: nothing new reaches the agent, and the chats move on. */
export async function moving(story: Story): Promise<void> {
  const { owner, sofia, emma, shopId, log } = story;

  await log.step(chapter, 'a chat is transferred', async () => {
    const chatId = story.chats.get('dora')!;
    const chat = await unwrap(
      emma.api.routing.GET('/v1/shops/{shopId}/chats/{chatId}', { params: { path: { shopId, chatId } } }),
    );
    const answer = await unwrap(
      emma.api.routing.POST('/v1/shops/{shopId}/transfers', {
        params: { path: { shopId }, header: { 'Idempotency-Key': uuid() } },
        body: { chats: [{ chatId, expectedVersion: chat.version }], toAgentId: sofia.userId },
      }),
    );
    expect(answer.transferred.length === 1, 'the chat to move', answer);
    await sofia.sees(assignedTo(sofia.userId, 'dora'), 'the transferred chat');
    return { what: `${emma.name} transfers dora's chat to ${sofia.name}, who sees it arrive (2 of 2)` };
  });

  await log.step(chapter, 'accept-chats is switched off', async () => {
    const off = await unwrap(
      owner.api.team.PATCH('/v1/shops/{shopId}/agents/{userId}', {
        params: { path: { shopId, userId: sofia.userId } },
        body: { acceptChats: false, maxCapacity: 50 },
      }),
    );
    expect(!off.warnings.includes('routing.unconfirmed'), 'routing to confirm', off.warnings);
    await writeByRest(story, 'frank', 'Hello, I have a question about my invoice.');
    const { name } = await whoGets(story, 'frank');
    expect(name === emma.name, `${emma.name} to get the new chat`, name);
    return {
      what: `${sofia.name}'s accept-chats goes off with room for 48 more; the next chat goes to ${emma.name}`,
    };
  });

  await log.step(chapter, 'the agent is deactivated', async () => {
    const user = await unwrap(
      owner.api.identity.POST('/v1/users/{userId}/deactivate', {
        params: { path: { userId: sofia.userId } },
      }),
    );
    expect(user.status === 'deactivated', 'the user to be deactivated', user.status);
    expect(
      !user.warnings.includes('routing.unconfirmed'),
      'routing to confirm before the answer',
      user.warnings,
    );
    const next = await refusal(
      sofia.api.routing.GET('/v1/shops/{shopId}/chats', {
        params: { path: { shopId }, query: { view: 'mine' } },
      }),
    );
    expect(
      next.status === 403 && next.code === 'membership.deactivated',
      'the next request to be refused',
      next,
    );
    await until(() => sofia.streamEndedBy, { describe: 'the live stream to be cut' });
    return { what: `${sofia.name} is deactivated: the next request answers 403, the live stream is cut` };
  });

  await log.step(chapter, 'the chats move on', async () => {
    const before = [...story.chats].filter(([customer]) => !['frank'].includes(customer));
    const moved = await until(
      async () => {
        const { items } = await unwrap(
          owner.api.routing.GET('/v1/shops/{shopId}/chats', {
            params: { path: { shopId }, query: { view: 'all_open' } },
          }),
        );
        return items.length === before.length + 1 && items.every((chat) => chat.agent?.id === emma.userId)
          ? items
          : undefined;
      },
      { describe: `every open chat to be ${emma.name}'s` },
    );
    await emma.sees(assignedTo(emma.userId, 'dora'), 'dora’s chat');
    return {
      what: `her two chats went back to the queue and on to ${emma.name}, who now has all ${moved.length}; no customer's thread was closed`,
    };
  });
}
