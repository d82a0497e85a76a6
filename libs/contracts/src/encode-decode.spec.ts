import {
  decodeEvent,
  encodeEvent,
  definitionsOn,
  dlqOf,
  topics,
  topicConfig,
  customerMessageReceived,
  inboundTopic,
  agentProfileState,
} from './index.js';
import type { EncodedEvent } from './index.js';
import { agentsTopic } from './index.js';

const accountId = '0192f000-0000-7000-8000-00000000000a';
const shopId = '0192f000-0000-7000-8000-00000000000b';
const envelope = {
  id: '0192f000-0000-7000-8000-0000000000e1',
  source: 'storefront',
  time: '2026-11-22T10:00:00.123Z',
  accountId,
  shopId,
};
const message = { customerId: 'c-1', externalMessageId: 'm-1', text: 'hola' };
const record = (event: EncodedEvent, changes: object = {}) => ({
  headers: { ...event.headers, ...changes },
  value: JSON.stringify(event.data),
});
const good = () => encodeEvent(customerMessageReceived, message, envelope);
const decodeData = (data: unknown) => decodeEvent({ headers: good().headers, value: JSON.stringify(data) });

describe('an event on the wire', () => {
  it('comes back as it was sent', () => {
    const event = good();
    expect(event).toMatchObject({
      key: `${shopId}:c-1`,
      topic: 'chat.inbound.v1',
      type: 'chat.message.received.v1',
    });
    expect(decodeEvent(record(event), definitionsOn(inboundTopic))).toMatchObject({
      ok: true,
      event: { id: envelope.id, accountId, shopId, time: envelope.time, subject: 'm-1', data: message },
    });
  });

  it('takes Buffers and repeated headers, as Kafka clients hand them out', () => {
    const event = good();
    const headers = Object.fromEntries(
      Object.entries(event.headers).map(([name, value]) => [
        name,
        [Buffer.from(value), Buffer.from('again')],
      ]),
    );
    expect(decodeEvent({ headers, value: Buffer.from(JSON.stringify(event.data)) })).toMatchObject({
      ok: true,
    });
  });

  it('carries the trace', () => {
    const event = encodeEvent(customerMessageReceived, message, { ...envelope, traceparent: '00-a-b-01' });
    expect(decodeEvent(record(event))).toMatchObject({ event: { traceparent: '00-a-b-01' } });
  });
});

describe('a producer', () => {
  it('is refused a field that the definition does not name, at any depth', () => {
    expect(() =>
      encodeEvent(customerMessageReceived, { ...message, mood: 'good' } as never, envelope),
    ).toThrow(/\/mood/);
    const card = { kind: 'order', data: { any: { thing: [1] } } };
    const withCard = { customerId: 'c', externalMessageId: 'e', card };
    expect(encodeEvent(customerMessageReceived, withCard, envelope).data).toEqual(withCard);
    expect(() =>
      encodeEvent(customerMessageReceived, { ...withCard, card: { ...card, extra: 1 } } as never, envelope),
    ).toThrow(/\/card\/extra/);
  });

  it('is refused a missing tenant', () => {
    expect(() => encodeEvent(customerMessageReceived, message, { ...envelope, shopId: null })).toThrow(
      /shopid/,
    );
  });
});

describe('a consumer', () => {
  it('takes additive fields and leaves them out', () => {
    const result = decodeData({ ...message, mood: 'good' });
    expect(result).toMatchObject({ ok: true });
    expect(result.ok && result.event.data).toEqual(message);
  });

  it.each([
    ['no type', { ce_type: undefined }, 'event.missing_header', 'ce_type'],
    ['an empty id', { ce_id: '' }, 'event.missing_header', 'ce_id'],
    ['no account', { accountid: undefined }, 'event.missing_header', 'accountid'],
    ['no shop', { shopid: undefined }, 'event.missing_header', 'shopid'],
    ['an undefined type', { ce_type: 'chat.message.eaten.v1' }, 'event.unknown_type', 'ce_type'],
    ['a type without a version', { ce_type: 'chat.message.received' }, 'event.unknown_type', 'ce_type'],
    ['a later version', { ce_type: 'chat.message.received.v2' }, 'event.unknown_version', 'ce_type'],
    ['an account that is no uuid', { accountid: '{"$ne":1}' }, 'event.invalid', 'accountid'],
    ['an account in upper case', { accountid: accountId.toUpperCase() }, 'event.invalid', 'accountid'],
    ['a time that is none', { ce_time: 'yesterday' }, 'event.invalid', 'ce_time'],
    ['another CloudEvents', { ce_specversion: '0.3' }, 'event.invalid', 'ce_specversion'],
  ])('refuses %s', (_, headers, reason, path) => {
    expect(decodeEvent(record(good(), headers))).toMatchObject({ ok: false, reason, problems: [{ path }] });
  });

  it('refuses a type that belongs to another topic', () => {
    expect(decodeEvent(record(good()), definitionsOn(agentsTopic))).toMatchObject({
      reason: 'event.unknown_type',
    });
  });

  it.each([
    ['nothing', null],
    ['no JSON', 'not json'],
    ['half a JSON', '{"a":'],
    ['bytes', Buffer.from([0xff, 0xfe, 0])],
    ['a string', '"text"'],
    ['an array', '[]'],
    ['null', 'null'],
  ])('refuses %s as the value', (_, value) => {
    expect(decodeEvent({ headers: good().headers, value })).toMatchObject({
      ok: false,
      reason: 'event.invalid',
    });
  });

  it('names every path that is wrong, and none of the content', () => {
    const result = decodeData({
      customerId: { $ne: 1 },
      text: 'secret'.repeat(1000),
      sentAt: '2026-02-30T00:00:00Z',
    });
    expect(result).toMatchObject({ ok: false, reason: 'event.invalid' });
    const problems = result.ok ? [] : result.problems;
    expect(problems.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/customerId', '/externalMessageId', '/text', '/sentAt']),
    );
    expect(JSON.stringify(problems)).not.toContain('secret');
  });

  it('refuses a tenant in the data that is not the one in the headers', () => {
    const event = encodeEvent(
      agentProfileState,
      {
        accountId,
        shopId,
        userId: shopId,
        nickname: 'Ana',
        avatarHash: null,
        maxCapacity: 200,
        acceptChats: true,
        version: 1,
        actor: { kind: 'system', id: null },
        occurredAt: envelope.time,
      },
      envelope,
    );
    expect(decodeEvent(record(event, { accountid: shopId }))).toMatchObject({
      reason: 'event.invalid',
      problems: [{ path: '/accountId' }],
    });
    expect(decodeEvent(record(event, { shopid: accountId }))).toMatchObject({
      problems: [{ path: '/shopId' }],
    });
  });
});

describe("a customer's message", () => {
  const card = { kind: 'product', data: { id: 7 } };
  const { text: _, ...bare } = message;
  it.each([
    ['4,000 characters beyond the basic plane', { ...bare, text: '😀'.repeat(4000) }],
    ['a card', { ...bare, card }],
    ['line breaks', { ...message, text: 'a\r\nb\tc' }],
    ['a name and a language', { ...message, customerName: 'Ana', customerLanguage: 'zh-Hans-CN' }],
    ['an offset', { ...message, sentAt: '2026-11-22T10:00:00.5+02:00' }],
  ])('may have %s', (_name, data) => {
    expect(decodeData(data)).toMatchObject({ ok: true });
  });

  it.each([
    ['neither text nor card', bare],
    ['both text and card', { ...message, card }],
    ['an empty text', { ...message, text: '' }],
    ['4,001 characters', { ...message, text: 'a'.repeat(4001) }],
    ['NUL', { ...message, text: 'a\u0000b' }],
    ['half a surrogate pair', { ...message, text: 'a\ud83d' }],
    ['a card above 8 KB', { ...bare, card: { kind: 'order', data: { x: 'é'.repeat(4100) } } }],
    ['a card with NUL inside', { ...bare, card: { kind: 'order', data: { x: ['\u0000'] } } }],
    ['a card that is a list', { ...bare, card: [] }],
    ['a card of no kind', { ...bare, card: { data: {} } }],
    ['a text that is an object', { ...message, text: { $ne: null } }],
    ['a control character in an id', { ...message, customerId: 'a\nb' }],
    ['a language that is none', { ...message, customerLanguage: 'español!' }],
    ['a time of the year 0', { ...message, sentAt: '0000-01-01T00:00:00Z' }],
    ['a leap second', { ...message, sentAt: '2026-06-30T23:59:60Z' }],
    ['a time with a zone name', { ...message, sentAt: '2026-06-30T23:59:00Z[Europe/Paris]' }],
  ])('may not have %s', (_name, data) => {
    expect(decodeData(data)).toMatchObject({ ok: false, reason: 'event.invalid' });
  });
});

describe('the topics', () => {
  it('are those of SPEC section 8', () => {
    expect(topics.map(({ name }) => name).sort()).toEqual([
      'audit.entries.v1',
      'chat.inbound.v1',
      'chat.outbound.v1',
      'identity.api-keys.v1',
      'identity.members.v1',
      'identity.shops.v1',
      'routing.agents.v1',
      'routing.chats.v1',
      'routing.messages.v1',
      'team.agents.v1',
      'team.settings.v1',
      'translation.messages.v1',
      'translation.settings.v1',
    ]);
  });

  it('have dead letters with the same number of partitions, kept longer', () => {
    const dlq = dlqOf(inboundTopic);
    expect(dlq).toMatchObject({ name: 'chat.inbound.v1.dlq', partitions: inboundTopic.partitions });
    expect(topicConfig(dlq)).toEqual({ 'cleanup.policy': 'delete', 'retention.ms': '2592000000' });
    expect(topicConfig(agentsTopic)).toEqual({ 'cleanup.policy': 'compact' });
  });
});
