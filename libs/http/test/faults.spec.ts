import { jest } from '@jest/globals';
import { until } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import { startHttpSuite, type HttpSuite } from './http-suite.js';

// Real: HTTP, PostgreSQL, Redis behind a proxy that fails on command. Stand-in: identity.
describe('when something is gone', () => {
  let suite: HttpSuite;
  beforeEach(async () => {
    suite = await startHttpSuite();
  });
  afterEach(() => suite.close());

  type Member = Awaited<ReturnType<HttpSuite['member']>>;
  const outcome = async (member: Member) => {
    const { status, body, headers } = await suite.call('GET', '/me', { bearer: member.token });
    if (status === 503) expect(headers.get('retry-after')).toBe('1');
    return status < 300 ? status : `${status} ${body.code}`;
  };
  const identityKnows = (member: Member, said: object = {}) => {
    suite.identity.answerInternal = () => ({ status: 200, body: { ...member, ended: false, ...said } });
  };
  const cutRedis = (mode: 'refuse' | 'hang') => {
    suite.redisProxy.mode = mode;
    suite.redisProxy.cut();
  };

  it.each(['refuse', 'hang'] as const)('Redis (%s): identity decides about each request', async (mode) => {
    const member = await suite.member();
    expect(await outcome(member)).toBe(200);
    cutRedis(mode);
    identityKnows(member);
    expect(await outcome(member)).toBe(200);
    identityKnows(member, { ended: true });
    expect(await outcome(member)).toBe('401 auth.session_ended');
  });

  it('Redis and identity: refused, and let in again when Redis is back', async () => {
    const member = await suite.member();
    expect(await outcome(member)).toBe(200);
    cutRedis('refuse');
    suite.identity.answerInternal = () => ({ status: 500, body: {} });
    expect(await outcome(member)).toBe('503 dependency.unavailable');
    suite.redisProxy.mode = 'pass';
    await until(async () => (await outcome(member)) === 200, { describe: 'Redis is used again' });
  });

  it('identity alone: known members notice nothing; unknown ones get 503', async () => {
    const member = await suite.member();
    expect(await outcome(member)).toBe(200);
    const unknown = await suite.token({ ...member, accessVersion: 4 });
    await suite.identity.close();
    expect(await outcome(member)).toBe(200);
    expect(await suite.call('GET', '/me', { bearer: unknown })).toMatchObject({
      status: 503,
      body: { code: 'dependency.unavailable' },
    });
    const key = await suite.key({ accountId: null, scopes: ['reviews:read'] });
    expect((await suite.call('GET', '/reviews', { bearer: key.key })).status).toBe(200);
    const shop = `/shops/${uuid()}/chats`;
    expect((await suite.call('GET', shop, { bearer: member.token })).status).toBe(503);
  });

  it('the signing keys: 503, not "forged"', async () => {
    const member = await suite.member();
    await suite.identity.close();
    expect(await outcome(member)).toBe('503 dependency.unavailable');
  });

  it('a Redis that was emptied is not believed before identity confirms it again', async () => {
    const member = await suite.member();
    await suite.mirror.endSession(member.sessionId);
    await suite.redis.client.flushdb();
    identityKnows(member, { ended: true });
    expect(await outcome(member)).toBe('401 auth.session_ended');
    await suite.mirror.endSession(member.sessionId);
    await suite.mirror.confirm();
    suite.identity.asked.length = 0;
    expect(await outcome(member)).toBe('401 auth.session_ended');
    expect(suite.identity.asked).toEqual([]);
  });

  it('another Redis instance is not believed either', async () => {
    const member = await suite.member();
    await suite.redis.client.set('access:complete-for', 'the-run-id-before-the-failover');
    identityKnows(member, { status: 'deactivated', accessVersion: 4 });
    expect((await suite.call('POST', '/tickets', { bearer: member.token })).body.code).toBe(
      'membership.deactivated',
    );
  });

  it('a breaker stops asking an identity that hangs or fails', async () => {
    const member = await suite.member();
    await suite.redis.client.del('access:complete-for');
    suite.identity.answerInternal = () => ({ status: 500, body: {} });
    // The pause that the breaker makes is not over before the last of them has come.
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now());
    for (let asked = 0; asked < 8; asked += 1)
      expect(await outcome(member)).toBe('503 dependency.unavailable');
    clock.mockRestore();
    expect(suite.identity.asked).toHaveLength(5);
    identityKnows(member);
    await until(async () => (await outcome(member)) === 200, { describe: 'identity is asked again' });
  });

  it('PostgreSQL: 503, and 200 again when it is back', async () => {
    const member = await suite.member();
    expect(await outcome(member)).toBe(200);
    suite.databaseProxy.mode = 'refuse';
    suite.databaseProxy.cut();
    expect(await outcome(member)).toBe('503 dependency.unavailable');
    suite.databaseProxy.mode = 'pass';
    await until(async () => (await outcome(member)) === 200, { describe: 'PostgreSQL is used again' });
  });

  it('a fault of our own making: 500, with the request id only', async () => {
    const member = await suite.member();
    await suite.database.query('alter table access_member rename to access_member_gone');
    expect(await outcome(member)).toBe('500 internal.error');
  });
});
