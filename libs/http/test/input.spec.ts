import { once } from 'node:events';
import { connect } from 'node:net';
import { startHttpSuite, type HttpSuite } from './http-suite.js';

// Real: HTTP, PostgreSQL, Redis. Stand-in: identity.
describe('bad input', () => {
  let suite: HttpSuite;
  beforeAll(async () => {
    suite = await startHttpSuite({ corsOrigins: ['https://desk.example'] });
  });
  afterAll(() => suite.close());

  const echo = (json: unknown) => suite.call('POST', '/echo', { json });
  const codesOf = (answer: { body: { errors: { path: string; code: string }[] } }) =>
    Object.fromEntries(answer.body.errors.map(({ path, code }) => [path, code]));

  it('takes what is right, as it was sent', async () => {
    const thing = {
      title: 'A 🙂',
      weight: 2,
      about: null,
      open: false,
      colour: 'red',
      at: '2026-02-28T23:59:59.5+05:30',
      part: { name: 'p', count: 1 },
      parts: [{ name: 'q' }],
      ids: ['01a2037c-152b-7253-8126-4340b713ac4f'],
      card: { any: { thing: [1] } },
    };
    expect(await echo(thing)).toMatchObject({ status: 200, body: thing });
  });

  it('tells every fault at once, by path and code', async () => {
    const answer = await echo({
      title: 7,
      weight: '3',
      about: 'x',
      open: 'true',
      colour: 'green',
      at: '2026-02-31T00:00:00Z',
      part: { name: '', extra: 1 },
      parts: [{ name: 'ok' }, { name: { $ne: 1 } }, 'text'],
      ids: ['01a2037c-152b-7253-8126-4340b713ac4f', '01a2037c-152b-7253-8126-4340b713ac4f'],
      card: { long: 'x'.repeat(200) },
      hacked: true,
    });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({ code: 'request.invalid', status: 400, title: expect.any(String) });
    expect(answer.body.requestId).toBe(answer.headers.get('x-request-id'));
    expect(codesOf(answer)).toMatchObject({
      title: 'not_a_string',
      weight: 'not_an_integer',
      about: 'not_an_id',
      open: 'not_a_boolean',
      colour: 'not_allowed',
      at: 'not_a_time',
      'part.name': 'wrong_length',
      'part.extra': 'unknown_field',
      'parts[1].name': 'not_a_string',
      ids: 'repeated',
      card: 'too_large',
      hacked: 'unknown_field',
    });
    expect(Object.keys(codesOf(answer))).toContainEqual(expect.stringMatching(/^parts(\[2\])?$/));
  });

  it.each([
    ['an operator object', { title: { $ne: 1 } }, 'not_a_string'],
    ['a list', { title: ['a'] }, 'not_a_string'],
    ['a number', { title: 1 }, 'not_a_string'],
    ['null', { title: null }, 'not_a_string'],
    ['nothing', {}, 'required'],
    ['too much', { title: 'x'.repeat(21) }, 'wrong_length'],
    ['a NUL', { title: 'a\u0000b' }, 'not_storable'],
    ['half a surrogate pair', { title: 'a\ud800b' }, 'not_storable'],
    ['a control character', { title: 'a\u0007b' }, 'wrong_format'],
  ])('%s in place of a text is 400', async (_, json, code) => {
    const answer = await echo(json);
    expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    expect(codesOf(answer)).toEqual({ title: code });
  });

  it('counts characters as code points', async () => {
    expect((await echo({ title: '🙂'.repeat(20) })).status).toBe(200);
    expect((await echo({ title: '🙂'.repeat(21) })).status).toBe(400);
  });

  it('says why in words, each field by its own rule', async () => {
    const answer = await echo({
      title: 'x'.repeat(21),
      weight: 11,
      colour: 'green',
      language: 'english',
      email: 'a@b',
      name: '\u200b',
      ids: [],
      parts: 'x',
    });
    const reasons = Object.fromEntries(
      answer.body.errors.map(({ path, message }: { path: string; message: string }) => [path, message]),
    );
    expect(reasons).toEqual({
      title: 'The value must have 1 to 20 characters',
      weight: 'The value must be at most 10',
      colour: 'The value must be one of red, blue',
      language: 'The value must be a language tag like es or pt-BR',
      email: expect.stringMatching(/\w+ \w+/),
      name: 'Invisible characters are not allowed here (U+200B)',
      ids: 'The list must have 1 to 3 entries',
      parts: 'The value must be a list',
    });
  });

  it('tells rules over several fields together with the faults of fields', async () => {
    const answer = await echo({ title: 'a', weight: 3, colour: 'red', open: 'maybe', former: 1 });
    expect(answer.body.code).toBe('request.invalid');
    expect(codesOf(answer)).toEqual({
      open: 'not_a_boolean',
      colour: 'membership.admin_has_all_shops',
      former: 'user.email_immutable',
    });
  });

  it('puts the code of a single fault on top where the catalogue has it', async () => {
    const ruled = await echo({ title: 'a', weight: 3, colour: 'red' });
    expect(ruled.body).toMatchObject({
      code: 'membership.admin_has_all_shops',
      errors: [{ path: 'colour', code: 'membership.admin_has_all_shops', message: 'Red is light' }],
    });
    const refused = await echo({ title: 'a', former: null });
    expect(refused.body).toMatchObject({ code: 'user.email_immutable', errors: [{ path: 'former' }] });
    expect((await echo({ title: 'a', email: 'a@b' })).body.code).toBe('email.unsupported');
  });

  it('does not ask a rule about a field that is wrong already', async () => {
    expect(codesOf(await echo({ title: 'a', weight: 'x', colour: 'red' }))).toEqual({
      weight: 'not_an_integer',
    });
  });

  it('tells 50 faults at most, of however many, and no path without end', async () => {
    const fields = Array.from({ length: 20_000 }, (_, index) => [index.toString(36), 1]);
    const answer = await echo({ title: 'a', ...Object.fromEntries(fields) });
    expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    expect(answer.body.errors).toHaveLength(50);
    expect(answer.body.detail).toBe('The first 50 of 20000 faults');
    expect(JSON.stringify((await echo({ title: 'a', ['x'.repeat(100_000)]: 1 })).body).length).toBeLessThan(
      1_000,
    );
  });

  it('says only that a list is wanted where an object stands in its place', async () => {
    const answer = await echo({ title: 'a', parts: { name: 7, extra: 1 } });
    expect(codesOf(answer)).toEqual({ parts: 'not_a_list' });
  });

  it('orders faults as the fields stand in the class, unknown ones last', async () => {
    const unknown = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`x${index}`, 1]));
    const answer = await echo({
      ...unknown,
      former: 1,
      name: 'a\u0000b',
      part: { extra: 1, count: 0, name: '' },
      weight: 3,
      colour: 'red',
      title: 7,
    });
    const paths = answer.body.errors.map(({ path }: { path: string }) => path);
    expect(paths.slice(0, 8)).toEqual([
      'title',
      'colour',
      'part.name',
      'part.count',
      'part.extra',
      'name',
      'former',
      'x0',
    ]);
    expect(paths).toHaveLength(50);
  });

  it.each(['nonsense', 'bnVsbA', ''])('says of the cursor %j that it is none', async (cursor) => {
    const answer = await suite.call('GET', `/list?cursor=${cursor}&limit=1000`);
    expect(codesOf(answer)).toEqual({
      cursor: cursor === '' ? 'wrong_length' : 'not_a_cursor',
      limit: 'too_large',
    });
  });

  it('answers only unknown fields with their own code', async () => {
    const answer = await echo({ title: 'a', role: 'owner' });
    expect(answer).toMatchObject({ status: 400, body: { code: 'request.unknown_field' } });
    expect(codesOf(answer)).toEqual({ role: 'unknown_field' });
  });

  it.each([
    ['a list', '[1]'],
    ['a text', '"a"'],
    ['null', 'null'],
    ['nothing', ''],
  ])('%s as the whole body is 400', async (_, body) => {
    const answer = await suite.call('POST', '/echo', {
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  });

  it.each([
    ['broken JSON', '{"title":', 400, 'request.malformed'],
    ['a prototype', '{"title":"a","__proto__":{"admin":true}}', 400, 'request.malformed'],
    [
      'a very deep body',
      `{"title":"a","card":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`,
      400,
      'request.invalid',
    ],
    ['a very deep list', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, 400, 'request.invalid'],
  ])('%s is refused', async (_, body, status, code) => {
    const answer = await suite.call('POST', '/echo', {
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it('refuses 10 MB with 413 in the same style', async () => {
    const body = JSON.stringify({ title: 'x'.repeat(10 * 1024 * 1024) });
    const answer = await suite.call('POST', '/echo', {
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(answer).toMatchObject({
      status: 413,
      body: { code: 'request.too_large', requestId: expect.any(String) },
    });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'nonsense'])(
    'refuses %s with 415',
    async (type) => {
      const answer = await suite.call('POST', '/echo', {
        body: 'title=a',
        headers: { 'content-type': type },
      });
      expect(answer).toMatchObject({ status: 415, body: { code: 'request.unsupported_media_type' } });
    },
  );

  it.each([
    ['GET', '/nowhere', 404, 'not_found'],
    ['PATCH', '/open', 404, 'not_found'],
    ['GET', '/%zz', 400, 'request.malformed'],
    ['GET', '/..%2f..%2fetc/passwd', 404, 'not_found'],
    ['GET', `/shops/${'x'.repeat(500)}/chats`, 404, 'not_found'],
  ])('%s %s is %i', async (method, path, status, code) => {
    const answer = await suite.call(method, path);
    expect(answer).toMatchObject({ status, body: { code, requestId: expect.any(String) } });
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each([
    ['headers without end', `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
    ['what is no HTTP', 'HELO mail\r\n\r\n', 400],
  ])('answers %s in the same style', async (_, bytes, status) => {
    const socket = connect(Number(new URL(suite.url).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.write(bytes);
    await once(socket, 'close');
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toMatchObject({ status, requestId: expect.any(String) });
  });

  it('reads queries without guessing', async () => {
    const id = '01a2037c-152b-7253-8126-4340b713ac4f';
    const cursor = Buffer.from('["a"]').toString('base64url');
    const answer = await suite.call('GET', `/list?limit=3&unread=true&shopIds=${id}&cursor=${cursor}`);
    expect(answer.body.query).toEqual({ limit: 3, unread: true, shopIds: [id], cursor });
    expect((await suite.call('GET', '/list')).body.query).toMatchObject({ limit: 25 });
  });

  it.each([
    ['limit=0', 'limit', 'too_small'],
    ['limit=101', 'limit', 'too_large'],
    ['limit=1e2', 'limit', 'not_an_integer'],
    ['limit=3&limit=4', 'limit', 'not_an_integer'],
    ['limit=', 'limit', 'not_an_integer'],
    ['unread=yes', 'unread', 'not_a_boolean'],
    ['cursor=a&cursor=b', 'cursor', 'not_a_string'],
    ['cursor[$ne]=1', 'cursor[$ne]', 'unknown_field'],
    ['shopIds=x', 'shopIds', 'not_an_id'],
    ['nonsense=1', 'nonsense', 'unknown_field'],
  ])('refuses ?%s', async (query, path, code) => {
    const answer = await suite.call('GET', `/list?${query}`);
    expect(answer.status).toBe(400);
    expect(codesOf(answer)).toEqual({ [path]: code });
  });

  it('tells nothing about an unexpected error but the request id', async () => {
    const answer = await suite.call('GET', '/broken', { headers: { 'x-request-id': 'my-request.1' } });
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({
      type: 'urn:switchboard:problem:internal.error',
      title: expect.any(String),
      status: 500,
      code: 'internal.error',
      requestId: 'my-request.1',
    });
  });

  it.each(['x'.repeat(129), 'a b', 'a"b', ''])('replaces the request id %j', async (given) => {
    const answer = await suite.call('GET', '/open', { headers: { 'x-request-id': given } });
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('lets in pages of the configured origins only', async () => {
    const preflight = (origin: string) =>
      suite.call('OPTIONS', '/echo', { headers: { origin, 'access-control-request-method': 'POST' } });
    const allowed = await preflight('https://desk.example');
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://desk.example');
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });
});
