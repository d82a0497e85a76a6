import { until } from '@switchboard/testing';
import { unwrap } from '@switchboard/client';
import type { Person } from './person.js';
import { expect } from './step-log.js';
import type { Story } from './story.js';

const chapter = 'capacity';

/** Maximum capacity 2 and 10; the owner and the administrator take no automatic chats. */
export async function capacity(story: Story): Promise<void> {
  const { owner, sofia, emma, admin, shopId, log } = story;
  const change = (person: Person, body: { maxCapacity?: number; acceptChats?: boolean }) =>
    until(
      () =>
        unwrap(
          owner.api.team.PATCH('/v1/shops/{shopId}/agents/{userId}', {
            params: { path: { shopId, userId: person.userId } },
            body,
          }),
        ),
      { describe: `${person.name} on the team page` },
    );

  await log.step(chapter, 'the agents get their capacity', async () => {
    const small = await change(sofia, { maxCapacity: 2 });
    const large = await change(emma, { maxCapacity: 10 });
    expect(small.maxCapacity === 2 && large.maxCapacity === 10, 'capacities 2 and 10', [
      small.maxCapacity,
      large.maxCapacity,
    ]);
    const codes: string[] = small.warnings;
    expect(codes.includes('team.capacity_below_recommended'), 'a warning below the recommended 200', codes);
    expect(
      !codes.includes('routing.unconfirmed'),
      'routing to confirm the capacity before the answer',
      codes,
    );
    return {
      what: `${sofia.name} may hold 2 chats, ${emma.name} 10; routing confirmed both before the answer`,
      details: codes,
    };
  });

  await log.step(chapter, 'the owner takes no chats', async () => {
    const own = await change(owner, { acceptChats: false });
    expect(!own.acceptChats, 'accept chats off', own.acceptChats);
    const page = await until(
      async () => {
        const query = { params: { path: { shopId } } };
        const { items } = await unwrap(owner.api.team.GET('/v1/shops/{shopId}/agents', query));
        return items.length === 4 ? items : undefined;
      },
      { describe: 'four agents on the team page' },
    );
    const details = page.map(
      (a) =>
        `${a.nickname}: ${a.role}, capacity ${a.maxCapacity}, accept chats ${a.acceptChats ? 'on' : 'off'}`,
    );
    expect(
      page.find((agent) => agent.id === admin.userId)?.acceptChats === false,
      'an administrator to start with accept chats off',
    );
    return {
      what: `${owner.name} turns the own accept-chats off; ${admin.name}, as an administrator, started with it off`,
      details,
    };
  });

  await log.step(chapter, 'the agents open their screens', async () => {
    await sofia.watch([shopId]);
    await emma.watch([shopId]);
    return { what: `${sofia.name} and ${emma.name} open the live stream` };
  });
}
