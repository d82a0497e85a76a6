import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { shopSettingsState, systemActor, type ChatChange } from '@switchboard/contracts';
import { until } from '@switchboard/testing';
import { closings } from '../../src/lifecycle/due-chats.js';
import { LifecyclePass } from '../../src/lifecycle/lifecycle-pass.js';
import type { Person } from '../played-neighbours.js';
import { RoutingSuite } from '../routing-suite.js';
import { StreamReader } from '../stream-reader.js';
import { days, everyRange, minutes } from './lifecycle-lab.js';

describe('the lifecycle in the service: settings by their event, presence by the live stream, timers of its own', () => {
  let suite: RoutingSuite;
  const open: StreamReader[] = [];
  beforeAll(async () => {
    suite = await RoutingSuite.open({ PRESENCE_GRACE_MS: 1_000 });
  });
  afterAll(async () => {
    open.forEach((reader) => reader.close());
    await suite?.close();
  });

  const listen = async (person: Person) => {
    const reader = await StreamReader.open(`${suite.url}/v1/stream`, {
      authorization: `Bearer ${person.token}`,
    });
    open.push(reader);
    return reader;
  };
  const settings = async (accountId: string, shopId: string, lifecycle: object) => {
    const version = 1;
    const occurredAt = new Date().toISOString();
    await suite.emit(shopSettingsState, {
      accountId, shopId, version, actor: systemActor, occurredAt,
      assignment: { mode: 'lowest_workload', version }, chatAccess: { roles: ['admin'], version },
      lifecycle: {
        autoCloseDays: 7, requirePresence: false, reassignOfflineMinutes: null, reassignNoReplyMinutes: null, version,
        ...lifecycle,
      },
    }); // prettier-ignore
    await until(
      async () => (await suite.database.query('select from shop where id = $1 and settings_version = 1', [shopId])).length > 0,
      { describe: 'the settings in routing' },
    ); // prettier-ignore
  };
  const presence = (person: Person, online: boolean) =>
    until(
      async () => (await suite.database.query('select from agent where id = $1 and online = $2', [person.userId, online])).length > 0,
      { describe: `presence ${online}` },
    ); // prettier-ignore

  it('an agent goes away: their chat is another agent’s some minutes later, on every stream, and explained', async () => {
    const { accountId, shopId } = await suite.shop();
    await settings(accountId, shopId, { reassignOfflineMinutes: 5 });
    const key = await suite.key(accountId, ['inbound:write']);
    const ana = await suite.person(accountId, { shops: [shopId] });
    const bob = await suite.person(accountId, { shops: [shopId], profile: { acceptChats: false } });
    const anas = await listen(ana);
    const bobs = await listen(bob);
    await presence(ana, true);
    await presence(bob, true);
    const { chatId } = await suite.write(key, shopId, 'customer');
    await suite.chatIn(chatId, 'assigned', ana.userId);
    await suite.profile(accountId, shopId, bob.userId, {});

    anas.close();
    await presence(ana, false);
    await suite.database.setNow(new Date(Date.now() + minutes(5)));
    await suite.chatIn(chatId, 'assigned', bob.userId);
    await bobs.next('chat.upserted', ({ chat }) => chat.id === chatId && chat.agent?.id === bob.userId);
    const told = await until(
      () =>
        suite.published.messages.find(
          ({ topic, key: of, value }) =>
            topic === 'routing.chats.v1' && of === chatId && (value as ChatChange).reason === 'offline',
        ),
      { describe: 'the event' },
    );
    expect(told.value).toMatchObject({ previousAgentId: ana.userId, actor: { kind: 'system', id: null } });
    const { body } = await suite.call('GET', `/v1/shops/${shopId}/chats/${chatId}/assignments`, bob);
    expect(body.items[0]).toMatchObject({
      kind: 'offline', fromAgentId: ana.userId, agentId: bob.userId,
      compared: { by: 'sql', eligible: 1, notEligible: { offline: 1, heldBefore: 0 } },
    }); // prettier-ignore
    const audited = await until(
      () =>
        suite.published.messages.find(
          ({ topic, value }) =>
            topic === 'audit.entries.v1' && (value as { target: { id: string } }).target.id === chatId,
        ),
      { describe: 'the audit entry' },
    );
    expect(audited.value).toMatchObject({ action: 'chat.transferred', actor: { kind: 'system', id: null } });

    // idle for a week: closed, and its agent's stream shows it
    await suite.database.setNow(new Date(Date.now() + days(8)));
    const pass = suite.app.get(LifecyclePass, { strict: false });
    // its own timer may have been first
    await pass.run(closings[0]!, everyRange);
    await suite.chatIn(chatId, 'closed');
    await bobs.next('chat.upserted', ({ chat }) => chat.id === chatId && chat.state === 'closed');
    await suite.database.setNow(undefined);
  });
});
