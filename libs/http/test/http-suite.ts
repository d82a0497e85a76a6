import { Module, type DynamicModule } from '@nestjs/common';
import { ChassisModule } from '@switchboard/chassis';
import { Database, installFoundations, PersistenceModule } from '@switchboard/persistence';
import { RedisModule } from '@switchboard/redis';
import {
  FaultProxy,
  startTestService,
  testDatabase,
  testRedis,
  TestTokens,
  type TestService,
} from '@switchboard/testing';
import type { QueryRunner } from 'typeorm';
import { v7 as uuid } from 'uuid';
import {
  AccessMirror,
  AccessProjection,
  httpExtension,
  HttpModule,
  installAccessProjection,
  installIdempotency,
  newApiKey,
  type AccessClaims,
  type HttpSettings,
  type KeyAccess,
  type MemberAccess,
} from '../src/index.js';
import { thingPolicies } from './things.policies.js';
import { ThingsController } from './things.controller.js';

class Install1700000000000 {
  name = 'Install1700000000000';
  async up(queryRunner: QueryRunner) {
    await installFoundations(queryRunner);
    await installAccessProjection(queryRunner);
    await installIdempotency(queryRunner);
  }
  async down() {}
}

@Module({})
class ThingsModule {}

export interface Answer {
  status: number;
  headers: Headers;
  body: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- the test looks into whatever came
}

/** The things service over real PostgreSQL, Redis (through a fault proxy) and a stand-in for identity. */
export async function startHttpSuite(settings: Partial<HttpSettings> = {}) {
  const database = await testDatabase('httptest', [Install1700000000000]);
  const databaseProxy = await FaultProxy.toUrl(database.url);
  const redis = await testRedis();
  const redisProxy = await redis.throughProxy();
  const identity = await TestTokens.start();
  const module: DynamicModule = {
    module: ThingsModule,
    controllers: [ThingsController],
    imports: [
      ChassisModule.forRoot({ service: 'routing', environment: { LOG_LEVEL: 'silent' } }),
      PersistenceModule.forRoot({
        url: databaseProxy.url,
        schema: 'httptest',
        migrations: [],
        applicationName: 'test',
      }),
      RedisModule.forRoot({ REDIS_URL: redisProxy.url, REDIS_COMMAND_TIMEOUT_MS: 1_000 }),
      HttpModule.forRoot({
        service: 'routing',
        issuer: identity.issuer,
        jwksUrl: identity.jwksUrl,
        identityUrl: identity.url,
        internalCredentials: ['new-credential', 'old-credential'],
        policies: thingPolicies,
        ...settings,
      } as HttpSettings),
    ],
  };
  const service: TestService = await startTestService('routing', module, [httpExtension()]);
  const mirror = service.app.get(AccessMirror);
  const projection = service.app.get(AccessProjection);
  const q = service.app.get(Database);
  await mirror.confirm();

  const call = async (
    method: string,
    path: string,
    options: RequestInit & { json?: unknown; bearer?: string } = {},
  ) => {
    const { json, bearer, ...init } = options;
    const headers = new Headers(init.headers);
    if (json !== undefined) headers.set('content-type', 'application/json');
    if (bearer !== undefined) headers.set('authorization', `Bearer ${bearer}`);
    const body = json === undefined ? init.body : JSON.stringify(json);
    const response = await fetch(service.url + path, { ...init, method, headers, body });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text && parse(text) } as Answer;
  };

  return {
    app: service.app,
    url: service.url,
    database,
    databaseProxy,
    redis,
    redisProxy,
    identity,
    mirror,
    call,
    /** A member in the projection, and a token of theirs. */
    async member(given: Partial<MemberAccess> = {}) {
      const member: MemberAccess = {
        accountId: uuid(),
        userId: uuid(),
        status: 'active',
        role: 'agent',
        advanced: false,
        shopAccess: 'all',
        language: 'es',
        accessVersion: 3,
        version: 5,
        ...given,
      };
      await projection.applyMember(q, member);
      const sessionId = uuid();
      return { ...member, sessionId, token: await this.token({ ...member, sessionId }) };
    },
    token: (claims: AccessClaims, lifetimeSeconds?: number) => identity.access(claims, lifetimeSeconds),
    apply: (member: MemberAccess) => projection.applyMember(q, member),
    async shop(accountId: string) {
      const shopId = uuid();
      await projection.applyShop(q, { shopId, accountId, status: 'active', version: 1 });
      return shopId;
    },
    /** An API key in the projection. */
    async key(given: Partial<KeyAccess> = {}) {
      const keyId = uuid();
      const { key, hash } = newApiKey(keyId);
      const record: KeyAccess = {
        keyId,
        accountId: uuid(),
        hash,
        scopes: ['chats:read'],
        shopAccess: 'all',
        expiresAt: null,
        revoked: false,
        version: 1,
        ...given,
      };
      await projection.applyKey(q, record);
      return { ...record, key };
    },
    async close() {
      await service.close();
      await databaseProxy.close();
      await redisProxy.close();
      await identity.close();
      await redis.close();
      await database.close();
    },
  };
}

export type HttpSuite = Awaited<ReturnType<typeof startHttpSuite>>;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
