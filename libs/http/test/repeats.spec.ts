import { until } from '@switchboard/testing';
import { IdempotencySweeper } from '../src/idempotency/idempotency-sweeper.js';
import { startHttpSuite, type HttpSuite } from './http-suite.js';
import { ThingsController } from './things.controller.js';

// Real: HTTP, PostgreSQL, Redis. Stand-in: identity.
describe('Idempotency-Key', () => {
  let suite: HttpSuite;
  let bearer: string;
  beforeAll(async () => {
    suite = await startHttpSuite();
    bearer = (await suite.member()).token;
  });
  afterAll(() => suite.close());
  beforeEach(() => {
    ThingsController.created = 0;
    ThingsController.gate = Promise.resolve();
    ThingsController.failAfterCommit = false;
  });

  let keys = 0;
  const newKey = () => `key-${(keys += 1)}`;
  const create = (key: string | undefined, title: string, path = '/create', token = bearer) =>
    suite.call('POST', path, {
      bearer: token,
      json: { title },
      headers: key === undefined ? {} : { 'idempotency-key': key },
    });

  it('a repeat gets the first answer, and says so', async () => {
    const key = newKey();
    const first = await create(key, 'a');
    const second = await create(key, 'a');
    expect(first).toMatchObject({ status: 201, body: { number: 1, title: 'a' } });
    expect(second).toMatchObject({ status: 201, body: first.body });
    expect([first, second].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
  });

  it('without a key each call does its work', async () => {
    await create(undefined, 'a');
    expect((await create(undefined, 'a')).body.number).toBe(2);
  });

  it('another body, or another route, with the same key is 422', async () => {
    const key = newKey();
    await create(key, 'a');
    for (const again of [await create(key, 'b'), await create(key, 'a', '/create-safely')]) {
      expect(again).toMatchObject({ status: 422, body: { code: 'idempotency.key_reused' } });
    }
    expect(ThingsController.created).toBe(1);
  });

  it('is the caller’s own: another member may use the same key', async () => {
    const key = newKey();
    const other = await suite.member();
    await create(key, 'a');
    expect((await create(key, 'a', '/create', other.token)).body.number).toBe(2);
  });

  it('concurrent duplicates do the work once and all get its answer', async () => {
    const key = newKey();
    let open = () => {};
    ThingsController.gate = new Promise((resolve) => (open = resolve));
    const answers = Promise.all(Array.from({ length: 8 }, () => create(key, 'a')));
    await until(async () => {
      const rows = await suite.database.query('select 1 from idempotency_record where answer is null');
      return rows.length === 1;
    });
    open();
    for (const answer of await answers) expect(answer).toMatchObject({ status: 201, body: { number: 1 } });
    expect(ThingsController.created).toBe(1);
  });

  it('a refusal is not kept: it changed nothing', async () => {
    const key = newKey();
    expect((await create(key, 'refused')).status).toBe(422);
    expect((await create(key, 'refused')).body.code).toBe('agent.not_available');
    expect((await create(key, 'a')).status).toBe(201);
  });

  it('bad input does not use the key up', async () => {
    const key = newKey();
    expect((await create(key, '')).status).toBe(400);
    expect((await create(key, 'a')).status).toBe(201);
  });

  it('work that stored its answer with its effect is not done again after a crash', async () => {
    const key = newKey();
    ThingsController.failAfterCommit = true;
    expect((await create(key, 'a', '/create-safely')).status).toBe(500);
    ThingsController.failAfterCommit = false;
    const again = await create(key, 'a', '/create-safely');
    expect(again).toMatchObject({ status: 201, body: { number: 1, title: 'a' } });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  it('a claim whose holder died is taken over once its time is up', async () => {
    const key = newKey();
    await create(key, 'a');
    await suite.database.query(
      "update idempotency_record set answer = null, held_until = now() - interval '1 s'",
    );
    expect((await create(key, 'a')).body.number).toBe(2);
  });

  it('after 24 hours the key is new', async () => {
    const key = newKey();
    await create(key, 'a');
    await suite.database.setNow(new Date(Date.now() + 24 * 3600_000 + 1000));
    expect((await create(key, 'b')).body).toMatchObject({ number: 2, title: 'b' });
    await suite.database.setNow(undefined);
  });

  it('old answers are removed, today’s stay', async () => {
    await create(newKey(), 'a');
    await suite.database.query("update idempotency_record set created_at = now() - interval '25 hours'");
    await create(newKey(), 'b');
    await suite.app.get(IdempotencySweeper).sweep();
    expect(await suite.database.query('select 1 from idempotency_record')).toHaveLength(1);
  });

  it('the table holds neither the key nor the answer readably', async () => {
    await create('a-key-to-look-for', 'words-to-find');
    const rows = await suite.database.query<{ text: string }>(
      `select r::text || encode(answer, 'escape') as text from idempotency_record r`,
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.map(({ text }) => text).join()).not.toMatch(/a-key-to-look-for|words-to-find/);
  });

  it.each([
    [undefined, 'required'],
    ['x'.repeat(256), 'wrong_format'],
    ['a b', 'wrong_format'],
  ])('where it is required, %s is 400', async (key, code) => {
    const answer = await create(key, 'a', '/create-safely');
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'Idempotency-Key', code }] } });
  });
});

describe('If-Match', () => {
  let suite: HttpSuite;
  let bearer: string;
  beforeAll(async () => {
    suite = await startHttpSuite({ requestsPerMinute: 60 });
    bearer = (await suite.member()).token;
  });
  afterAll(() => suite.close());

  const put = (path: string, seen?: string) =>
    suite.call('PUT', path, { bearer, headers: seen === undefined ? {} : { 'if-match': seen } });

  it('missing 428, stale 412, current goes through with a new ETag', async () => {
    expect(await put('/versioned')).toMatchObject({ status: 428, body: { code: 'version.required' } });
    expect(await put('/versioned', '"6"')).toMatchObject({
      status: 412,
      body: { code: 'version.stale', currentVersion: 7 },
    });
    const done = await put('/versioned', '"7"');
    expect(done.status).toBe(200);
    expect(done.headers.get('etag')).toBe('"8"');
  });

  it.each(['7', '*', '"1", "7"', '"a b"', 'w/"7"', ''])('%j is no entity tag: 400', async (seen) => {
    const errors = [
      { path: 'If-Match', code: 'not_an_entity_tag', message: expect.stringContaining('ETag') },
    ];
    expect(await put('/versioned', seen)).toMatchObject({
      status: 400,
      body: { code: 'request.invalid', errors },
    });
  });

  it.each(['"a"', '""', '"07"', 'W/"x"', `"${'9'.repeat(40)}"`])(
    '%j is one that we never sent: 412',
    async (seen) => {
      expect(await put('/versioned', seen)).toMatchObject({ status: 412, body: { code: 'version.stale' } });
      expect((await put('/optionally-versioned', seen)).status).toBe(412);
    },
  );

  it('where it is optional, its absence is no version', async () => {
    expect((await put('/optionally-versioned')).body).toEqual({ seen: null });
    expect((await put('/optionally-versioned', '"6"')).status).toBe(412);
  });
});

describe('rate limits', () => {
  let suite: HttpSuite;
  beforeEach(async () => {
    suite = await startHttpSuite({ requestsPerMinute: 3 });
  });
  afterEach(() => suite.close());

  const statuses = async (times: number, call: () => ReturnType<HttpSuite['call']>) => {
    const seen: number[] = [];
    for (let each = 0; each < times; each += 1) seen.push((await call()).status);
    return seen;
  };

  it('per caller, over all routes, with Retry-After', async () => {
    const [one, two] = [await suite.member(), await suite.member()];
    const me = (bearer: string) => suite.call('GET', '/me', { bearer });
    expect(await statuses(3, () => me(one.token))).toEqual([200, 200, 200]);
    const refused = await suite.call('PUT', '/optionally-versioned', { bearer: one.token });
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await me(two.token)).status).toBe(200);
  });

  it('probes are never limited', async () => {
    expect(await statuses(5, () => suite.call('GET', '/health/live'))).toEqual([200, 200, 200, 200, 200]);
  });

  it('hold in each process when Redis is gone', async () => {
    suite.redisProxy.mode = 'refuse';
    suite.redisProxy.cut();
    expect(await statuses(4, () => suite.call('GET', '/open'))).toEqual([200, 200, 200, 429]);
  });
});

describe('limits of a route', () => {
  let suite: HttpSuite;
  beforeAll(async () => {
    suite = await startHttpSuite();
  });
  afterAll(() => suite.close());

  it('per subject and per address', async () => {
    const limited = async (title: unknown) =>
      (await suite.call('POST', '/limited', { json: { title } })).status;
    expect([await limited('a'), await limited('a'), await limited('a')]).toEqual([201, 201, 429]);
    expect(await limited('b')).toBe(201);
    expect(await limited({ $ne: 1 })).toBe(400);
    expect(await limited('c')).toBe(429);
  });
});
