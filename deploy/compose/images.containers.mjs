import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { GenericContainer, Network, Wait } from 'testcontainers';
import { parse } from 'yaml';
import { serviceOf } from '../edge/routes.mjs';
import { createDatabases, services } from '../postgres/create-databases.mjs';

/** Real: the images that docker-compose.yml names, one container each. Not real: the services behind the edge. */
const compose = parse(readFileSync(new URL('../../docker-compose.yml', import.meta.url), 'utf8'));
const image = (name) => new GenericContainer(compose.services[name].image);

describe('the edge’s image with our Caddyfile', () => {
  let network;
  const containers = [];
  let origin;

  /** Answers with its own name and what it was asked. */
  const echo = `require('http').createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ service: process.env.NAME, url: request.url, from: request.headers['x-forwarded-for'] }));
  }).listen(3000)`;

  beforeAll(async () => {
    network = await new Network().start();
    const start = async (container) => containers.push(await container.withNetwork(network).start());
    await Promise.all(
      services.map((name) =>
        start(
          new GenericContainer('node:24-bookworm-slim')
            .withNetworkAliases(name)
            .withEnvironment({ NAME: name })
            .withCommand(['node', '-e', echo])
            .withExposedPorts(3000),
        ),
      ),
    );
    const source = fileURLToPath(new URL('./Caddyfile', import.meta.url));
    await start(
      image('edge')
        .withCopyFilesToContainer([{ source, target: '/etc/caddy/Caddyfile' }])
        .withExposedPorts(3000)
        .withWaitStrategy(Wait.forListeningPorts()),
    );
    const edge = containers.at(-1);
    origin = `http://${edge.getHost()}:${edge.getMappedPort(3000)}`;
  }, 120_000);

  afterAll(async () => {
    await Promise.all(containers.map((container) => container.stop()));
    await network?.stop();
  }, 60_000);

  test.each([
    '/v1/shops/s1/agents?q=a',
    '/v1/shops/s1/settings/assignment',
    '/v1/avatars/abc',
    '/v1/shops/s1/chats/c1/messages?afterSeq=3',
    '/v1/shops/s1/inbound-messages',
    '/v1/stream?shopIds=a',
    '/v1/translation/settings?shopId=a',
    '/v1/auth/login',
    '/v1/shops',
    '/v1/shops/s1',
    '/.well-known/jwks.json',
    '/docs/team',
    '/docs/routing/static/index.css?v=1',
    '/openapi/translation.json',
    '/',
    '/metrics',
    '/health/ready',
    '/internal/v1/agents',
    '/v1/mexico',
    '/v1/shops/s1/unknown',
    '/openapi.json',
  ])('takes %s where the routing table says', async (url) => {
    const service = serviceOf(url);
    const answer = await fetch(origin + url);
    const body = await answer.json();
    if (!service) {
      expect([answer.status, body.code]).toEqual([404, 'not_found']);
      return;
    }
    expect(answer.status).toBe(200);
    expect(body).toMatchObject({ service, url });
  });

  test('what a client says about its own address goes no further', async () => {
    const answer = await fetch(`${origin}/v1/me`, { headers: { 'x-forwarded-for': '203.0.113.9' } });
    expect((await answer.json()).from).not.toContain('203.0.113.9');
  });

  test('a path that leaves the table on its way never reaches a service', async () => {
    const { request } = await import('node:http');
    for (const path of [
      '/v1/me/../../internal/v1/agents',
      '/v1/me/%2e%2e/%2e%2e/metrics',
      '/v1/me/..%2f..%2finternal',
    ]) {
      const status = await new Promise((resolve, reject) => {
        request(origin, { path }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        })
          .on('error', reject)
          .end();
      });
      expect([path, status]).toEqual([path, 404]);
    }
  });
});

describe('the database’s image', () => {
  let container;
  beforeAll(async () => {
    container = await image('postgres')
      .withEnvironment({ ...compose.services.postgres.environment, POSTGRES_PASSWORD: 'only-for-this-test' })
      .withExposedPorts(5432)
      .withWaitStrategy(Wait.forLogMessage(/database system is ready to accept connections/, 2))
      .start();
  }, 120_000);
  afterAll(async () => await container?.stop());

  test('takes the four databases, twice', async () => {
    const url = `postgres://postgres:only-for-this-test@${container.getHost()}:${container.getMappedPort(5432)}/postgres`;
    const passwords = Object.fromEntries(
      services.map((name) => [name, { owner: `${name}-o`, app: `${name}-a` }]),
    );
    await createDatabases(url, passwords);
    await createDatabases(url, passwords);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query(
      `SELECT datname, datcollate, datctype FROM pg_database WHERE datname = ANY($1) ORDER BY 1`,
      [services],
    );
    await client.end();
    expect(rows).toEqual(
      [...services].sort().map((datname) => ({ datname, datcollate: 'C', datctype: 'C.UTF-8' })),
    );
  });
});
