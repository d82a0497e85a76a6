import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Controller, Get, Module } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { ChassisModule } from '@switchboard/chassis';
import { PersistenceModule } from '@switchboard/persistence';
import { RedisModule } from '@switchboard/redis';
import { AnswerField, HttpModule, Public, writeOpenApi } from '../src/index.js';
import { entityTagPattern } from '../src/input/if-match.js';
import { undescribed } from '../src/openapi/undescribed.js';
import { startHttpSuite, type HttpSuite } from './http-suite.js';

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
    expect(document.components.schemas.Thing).toMatchObject({
      required: ['title'],
      properties: {
        title: { type: 'string', minLength: 1, maxLength: 20 },
        weight: { type: 'integer', minimum: 1, maximum: 10 },
        about: { type: ['string', 'null'], format: 'uuid' },
        colour: { enum: ['red', 'blue'] },
        parts: { type: 'array', items: { $ref: '#/components/schemas/Part' } },
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
      operationId: 'chats',
    });
    expect(Object.keys(chats.responses)).toEqual([
      '200',
      '400',
      '401',
      '403',
      '404',
      '429',
      '431',
      '500',
      '503',
    ]);
    expect(chats.responses['403'].description).toContain('key.scope_missing');
    expect(chats.responses['404'].content['application/problem+json'].schema.$ref).toMatch(/Problem$/);
    const versioned = document.paths['/versioned'].put;
    expect(Object.keys(versioned.responses)).toEqual(expect.arrayContaining(['200', '412', '422', '428']));
    expect(versioned.responses['200'].headers.ETag.schema.pattern).toBe(entityTagPattern);
    const ifMatch = {
      name: 'If-Match',
      in: 'header',
      required: true,
      schema: { type: 'string', pattern: entityTagPattern },
    };
    expect(versioned.parameters).toContainEqual(expect.objectContaining(ifMatch));
    const optionally = document.paths['/optionally-versioned'].put;
    expect(optionally.parameters).toContainEqual(expect.objectContaining({ ...ifMatch, required: false }));
    expect(Object.keys(optionally.responses)).not.toContain('428');
    const echo = document.paths['/echo'].post;
    expect(Object.keys(echo.responses)).toEqual(expect.arrayContaining(['400', '413', '415', '431']));
    expect(document.components.schemas.Thing.additionalProperties).toBe(false);
    expect(document.components.schemas.Part.additionalProperties).toBe(false);
    expect(document.servers).toMatchObject([{ url: '/' }]);
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
    const silent = undescribed(document);
    expect(silent).toContain('GET /open: its answer (@ApiOkResponse and its like)');
    expect(silent.join()).not.toContain('GET /list: its answer');
  });

  it('is written without infrastructure, and compared', async () => {
    class OneDto {
      @AnswerField()
      name: string;
    }
    @Controller()
    class OneController {
      @Public()
      @ApiOkResponse({ type: OneDto })
      @Get('one')
      one() {}
    }
    @Module({
      imports: [
        ChassisModule.forRoot({ service: 'routing', environment: { LOG_LEVEL: 'silent' } }),
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
    const home = pathToFileURL(`${await mkdtemp(join(tmpdir(), 'openapi-'))}/`);
    const file = new URL('openapi.json', home);
    const put = async (name: string, text: string) => {
      await mkdir(new URL('.', new URL(name, home)), { recursive: true });
      await writeFile(new URL(name, home), text);
    };
    Object.assign(globalThis, { OneController, OneDto });
    await put('package.json', '{"type":"module"}');
    await put('dist/one.controller.js', 'export const { OneController } = globalThis;');
    await put('dist/one.dto.js', 'export const { OneDto } = globalThis;');
    await put('src/one.controller.ts', "export class OneController { @Get('one') one() {} }");
    await put('src/one.dto.ts', 'export class OneDto { @AnswerField() name: string; }');
    const target = { service: 'routing', module: Root, home };

    await expect(writeOpenApi(target)).rejects.toThrow(
      'not described:\n  GET /one: a comment above the method\n  One.name',
    );
    await put(
      'src/one.controller.ts',
      "export class OneController {\n /** Answers one. At\n * once. */ @Get('one') one() {}\n}",
    );
    await put(
      'src/one.dto.ts',
      '/** One. */ export class OneDto {\n/** Its name. */ @AnswerField() name: string; }',
    );
    expect(await writeOpenApi({ ...target, check: true })).toBe(false);
    expect(await writeOpenApi(target)).toBe(true);
    expect(await writeOpenApi({ ...target, check: true })).toBe(true);
    const written = await readFile(file, 'utf8');
    expect(JSON.parse(written)).toMatchObject({
      paths: {
        '/one': {
          get: { summary: 'Answers one.', description: 'Answers one. At once.', operationId: 'one' },
        },
      },
      components: {
        schemas: { One: { description: 'One.', properties: { name: { description: 'Its name.' } } } },
      },
    });
    await writeFile(file, written.replace('Its name', 'A name'));
    expect(await writeOpenApi({ ...target, check: true })).toBe(false);
  });
});
