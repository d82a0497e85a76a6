import { apiKey, createClient, ProblemError, unwrap, UserSession } from '../src/index.js';
import { json, problem, SuiteStub } from './suite-stub.js';

// Real: HTTP, the client. Stand-in: the services.
describe('the client', () => {
  let stub: SuiteStub;
  let rotated: string[];
  let ended: number;
  beforeEach(async () => {
    stub = await SuiteStub.start();
    rotated = [];
    ended = 0;
  });
  afterEach(() => stub.close());

  const shopId = '01a2037c-152b-7253-8126-4340b713ac4f';
  const settings = `/v1/shops/${shopId}/settings/assignment`;

  const session = () =>
    new UserSession(
      { accessToken: 'old', refreshToken: 'r-old' },
      {
        baseUrl: stub.url,
        onChange: ({ refreshToken }) => rotated.push(refreshToken),
        onEnd: () => (ended += 1),
      },
    );
  const client = (credentials = session() as ConstructorParameters<typeof Object>[0]) =>
    createClient({ baseUrl: stub.url, credentials });
  /** Takes the token `new` only; refuses others with `code`. */
  const wantsNewToken = (code: string) =>
    stub.routes.set(`PUT ${settings}`, ({ headers, body }, response) => {
      if (headers.authorization === 'Bearer new') json(response, 200, body);
      else problem(response, 401, code);
    });
  const refreshes = () =>
    stub.routes.set('POST /v1/auth/refresh', (_, response) =>
      json(response, 200, { accessToken: 'new', refreshToken: 'r-new' }),
    );
  const put = (of: ReturnType<typeof client>) =>
    of.team.PUT('/v1/shops/{shopId}/settings/assignment', {
      params: { path: { shopId }, header: { 'If-Match': '"1"' } },
      body: { mode: 'equal' },
    });

  it.each(['auth.token_outdated', 'auth.token_expired'])(
    'refreshes once on %s and sends the same again',
    async (code) => {
      wantsNewToken(code);
      refreshes();
      expect(await unwrap(put(client()))).toEqual({ mode: 'equal' });
      expect(stub.to('/v1/auth/refresh').map(({ body }) => body)).toEqual([{ refreshToken: 'r-old' }]);
      expect(stub.to(settings).map(({ headers }) => [headers.authorization, headers['if-match']])).toEqual([
        ['Bearer old', '"1"'],
        ['Bearer new', '"1"'],
      ]);
      expect(rotated).toEqual(['r-new']);
    },
  );

  it('refreshes once for all requests that wait', async () => {
    wantsNewToken('auth.token_outdated');
    refreshes();
    const shared = client();
    const answers = await Promise.all(Array.from({ length: 6 }, () => put(shared)));
    expect(answers.map(({ response }) => response.status)).toEqual(Array(6).fill(200));
    expect(stub.to('/v1/auth/refresh')).toHaveLength(1);
  });

  it('does not try for ever', async () => {
    stub.routes.set(`PUT ${settings}`, (_, response) => problem(response, 401, 'auth.token_outdated'));
    refreshes();
    await expect(unwrap(put(client()))).rejects.toMatchObject({ code: 'auth.token_outdated' });
    expect(stub.to(settings)).toHaveLength(2);
  });

  it('an ended session is told, not refreshed', async () => {
    wantsNewToken('auth.session_ended');
    await expect(unwrap(put(client()))).rejects.toMatchObject({ code: 'auth.session_ended', status: 401 });
    expect(stub.to('/v1/auth/refresh')).toHaveLength(0);
  });

  it('a refused refresh ends the session and answers what the request was answered', async () => {
    wantsNewToken('auth.token_expired');
    stub.routes.set('POST /v1/auth/refresh', (_, response) => problem(response, 401, 'auth.session_ended'));
    await expect(unwrap(put(client()))).rejects.toMatchObject({ code: 'auth.token_expired' });
    expect(ended).toBe(1);
  });

  it('a refresh that cannot be made ends nothing', async () => {
    wantsNewToken('auth.token_expired');
    stub.routes.set('POST /v1/auth/refresh', (_, response) =>
      problem(response, 503, 'dependency.unavailable'),
    );
    await expect(unwrap(put(client()))).rejects.toBeInstanceOf(ProblemError);
    expect(ended).toBe(0);
  });

  it('an API key is sent as it is', async () => {
    wantsNewToken('auth.token_expired');
    await expect(unwrap(put(client(apiKey('swk_x'))))).rejects.toBeInstanceOf(ProblemError);
    expect(stub.received.map(({ headers }) => headers.authorization)).toEqual(['Bearer swk_x']);
  });

  it('each service may have its own address', async () => {
    const other = await SuiteStub.start();
    const split = createClient({
      urls: { identity: stub.url, routing: other.url, translation: stub.url, team: stub.url },
    });
    await split.routing.GET('/v1/shops/{shopId}/chat-counts', { params: { path: { shopId } } });
    expect([stub.received.length, other.received.length]).toEqual([0, 1]);
    expect(() => createClient({ urls: { identity: stub.url } })).toThrow(/urls.team/);
    await other.close();
  });

  it('a problem keeps all it says; an answer that is none is told too', async () => {
    stub.routes.set(`PUT ${settings}`, (_, response) => problem(response, 412, 'version.stale'));
    await expect(unwrap(put(client()))).rejects.toMatchObject({
      status: 412,
      code: 'version.stale',
      problem: { requestId: 'r1' },
    });
    stub.routes.set(`PUT ${settings}`, (_, response) => response.writeHead(502).end('<html>'));
    await expect(unwrap(put(client()))).rejects.toMatchObject({ status: 502, code: 'not_a_problem' });
  });
});
