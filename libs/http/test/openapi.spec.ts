import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Controller, Get, Module } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { ChassisModule } from '@switchboard/chassis';
import { PersistenceModule } from '@switchboard/persistence';
import { RedisModule } from '@switchboard/redis';
import { HttpModule, Public, writeOpenApi } from '../src/index.js';
import { undescribedAnswers } from '../src/openapi/document.js';
import { startHttpSuite, type HttpSuite } from './http-suite.js';
import { ThingDto } from './things.controller.js';

// Real: HTTP, PostgreSQL, Redis. Stand-in: identity.
describe('the OpenAPI document', () => {
  let suite: HttpSuite;
  let document: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- the test looks into all of it
  beforeAll(async () => {
    suite = await startHttpSuite();
    document = (await suite.call('GET', '/openapi.json')).body;
  });
  afterAll(() => suite.close());

  it('is 3.1, at both addresses', async () => {
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Switchboard: routing' } });
    expect((await suite.call('GET', '/openapi/routing.json')).body).toEqual(document);
  });

  it('comes with an interactive page whose parts all load', async () => {
    for (const page of ['/docs', '/docs/routing']) {
      const html = await suite.call('GET', page);
      expect(html.status).toBe(200);
      const parts = [...String(html.body).matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(
        ([, part]) => part!,
      );
      expect(parts.length).toBeGreaterThan(2);
      for (const part of parts) {
        const url = new URL(part, suite.url + page);
        expect([part, (await fetch(url)).status]).toEqual([part, 200]);
      }
    }
  });

  it('has the fields as the validation knows them', () => {
    expect(document.components.schemas.ThingDto).toMatchObject({
      required: ['title'],
      properties: {
        title: { type: 'string', minLength: 1, maxLength: 20 },
        weight: { type: 'integer', minimum: 1, maximum: 10 },
        about: { type: ['string', 'null'], format: 'uuid' },
        colour: { enum: ['red', 'blue'] },
        parts: { type: 'array', items: { $ref: '#/components/schemas/PartDto' } },
      },
    });
    expect(document.components.schemas.ThingPage).toMatchObject({
      required: ['items', 'nextCursor'],
      properties: { nextCursor: { type: ['string', 'null'] } },
    });
  });

  it('tells for each route who may call it and every problem it answers', () => {
    const chats = document.paths['/shops/{shopId}/chats'].get;
    expect(chats).toMatchObject({
      'x-access': 'chats:handle or key chats:read',
      security: [{ user: [] }, { apiKey: [] }],
      operationId: 'things_chats',
    });
    expect(Object.keys(chats.responses)).toEqual(['200', '401', '403', '404', '429', '500', '503']);
    expect(chats.responses['403'].description).toContain('key.scope_missing');
    expect(chats.responses['404'].content['application/problem+json'].schema.$ref).toMatch(/Problem$/);
    const versioned = document.paths['/versioned'].put;
    expect(Object.keys(versioned.responses)).toEqual(expect.arrayContaining(['200', '412', '422', '428']));
    expect(versioned.parameters).toContainEqual(expect.objectContaining({ name: 'If-Match', in: 'header' }));
    expect(document.paths['/create'].post.parameters).toContainEqual(
      expect.objectContaining({ name: 'Idempotency-Key', in: 'header', required: false }),
    );
    expect(document.paths['/open'].get.security).toEqual([]);
  });

  it('keeps internal routes, probes and figures to itself', () => {
    expect(Object.keys(document.paths)).not.toContain('/internal/thing');
    expect(Object.keys(document.paths).join()).not.toMatch(/health|metrics/);
  });

  it('is not written while a route does not say what it answers', async () => {
    const silent = undescribedAnswers(document);
    expect(silent).toContain('GET /open');
    expect(silent).not.toContain('GET /list');
  });

  it('is written without infrastructure, and compared', async () => {
    @Controller()
    class OneController {
      @Public()
      @ApiOkResponse({ type: ThingDto })
      @Get('one')
      one() {}
    }
    @Module({
      imports: [
        ChassisModule.forRoot({ service: 'routing', logLevel: 'silent' }),
        PersistenceModule.forRoot({
          url: 'postgres://nobody@127.0.0.1:1/none',
          schema: 'none',
          migrations: [],
          applicationName: 'x',
        }),
        RedisModule.forRoot({ REDIS_URL: 'redis://127.0.0.1:1', REDIS_COMMAND_TIMEOUT_MS: 200 }),
        HttpModule.forRoot({
          service: 'routing',
          issuer: 'x',
          jwksUrl: 'http://nowhere',
          internalCredentials: [],
        }),
      ],
      controllers: [OneController],
    })
    class Root {}
    const path = join(await mkdtemp(join(tmpdir(), 'openapi-')), 'openapi.json');
    const target = { service: 'routing', module: Root, file: pathToFileURL(path) };
    expect(await writeOpenApi({ ...target, check: true })).toBe(false);
    expect(await writeOpenApi(target)).toBe(true);
    expect(await writeOpenApi({ ...target, check: true })).toBe(true);
    const written = await readFile(path, 'utf8');
    expect(JSON.parse(written).paths['/one'].get.responses['200'].content).toBeDefined();
    await writeFile(path, written.replace('one_one', 'one_two'));
    expect(await writeOpenApi({ ...target, check: true })).toBe(false);
  });
});
