import { memberState, messageTranslated, systemActor, type ReplySent } from '@switchboard/contracts';
import { until } from '@switchboard/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { RoutingSuite } from './routing-suite.js';

const unknown = 'word_of_a_newer_release';

describe('words that only a newer release of the other services knows', () => {
  let suite: RoutingSuite;
  let accountId: string;
  let shopId: string;
  let key: string;

  beforeAll(async () => {
    suite = await RoutingSuite.open({ OUTBOUND_LIMIT_MS: 20_000 });
    ({ shopId, accountId } = await suite.shop());
    key = await suite.key(accountId, ['inbound:write', unknown as 'chats:read']);
  });
  afterAll(() => suite.close());

  const agent = (role = 'agent') =>
    suite.person(accountId, { role: role as 'agent', shops: [shopId], profile: {} });

  it('an assignment mode: the shop is served by the lowest workload; a role of chat access opens nothing', async () => {
    const { userId, token } = await agent();
    const settings = { mode: unknown, roles: [unknown] } as never;
    await suite.settings(accountId, shopId, settings);
    const { chatId } = await suite.write(key, shopId, uuid());
    await suite.chatIn(chatId, 'assigned', userId);
    const other = await agent();
    const read = (reader: string) =>
      suite.call('GET', `/v1/shops/${shopId}/chats/${chatId}`, { token: reader });
    expect((await read(token)).status).toBe(200);
    expect((await read(other.token)).status).toBe(404);
  });

  it('a role: the member may do nothing', async () => {
    const { token } = await agent(unknown);
    expect((await suite.call('GET', `/v1/shops/${shopId}/chats`, { token })).status).toBe(403);
  });

  it('a status: the member has no session and is given no chat', async () => {
    const person = await suite.person(accountId, { shops: [shopId], profile: { maxCapacity: 999 } });
    await suite.emit(memberState, {
      accountId,
      userId: person.userId,
      email: null,
      displayName: null,
      role: 'agent',
      advanced: false,
      shopAccess: [shopId],
      status: unknown,
      language: null,
      accessVersion: 2,
      ...suite.stamp(),
    });
    const code = async () => (await suite.call('GET', `/v1/shops/${shopId}/chats`, person)).body.code;
    await until(async () => (await code()) === 'auth.session_ended', { describe: 'the end of the session' });
    const [row] = await suite.database.query<{ active: boolean }>(
      'select active from agent where shop_id = $1 and id = $2',
      [shopId, person.userId],
    );
    expect(row).toEqual({ active: false });
  });

  it('the status and the purpose of a translation: the original leaves, at once', async () => {
    const { chatId } = await suite.write(key, shopId, uuid(), 'Hola', { customerLanguage: 'es' });
    const { agent_id } = await suite.chatIn(chatId, 'assigned');
    const token = await suite.tokens.access({
      accountId,
      userId: agent_id!,
      sessionId: uuid(),
      accessVersion: 1,
      role: 'agent',
      advanced: false,
    });
    const { body } = await suite.call('POST', `/v1/shops/${shopId}/chats/${chatId}/messages`, {
      token,
      body: { text: 'Yes', clientMessageId: uuid() },
    });
    const result = {
      accountId,
      shopId,
      chatId,
      messageId: body.id as string,
      to: 'es',
      from: 'en',
      text: null,
      provider: null,
      actor: systemActor,
      occurredAt: new Date().toISOString(),
    };
    await suite.emit(messageTranslated, { ...result, purpose: unknown, status: 'unavailable' });
    await suite.emit(messageTranslated, { ...result, purpose: 'customer', status: unknown, reason: unknown });
    const sent = () =>
      suite.published.messages
        .filter(({ topic }) => topic === 'chat.outbound.v1')
        .map(({ value }) => value as ReplySent)
        .filter(({ messageId }) => messageId === body.id);
    await until(() => sent().length > 0, { describe: 'the reply on chat.outbound.v1' });
    expect(sent()).toMatchObject([{ text: 'Yes', translation: { status: 'unavailable' } }]);
  });
});
