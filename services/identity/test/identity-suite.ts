import { generateKeyPairSync } from 'node:crypto';
import { apiKeysTopic, auditTopic, membersTopic, shopsTopic } from '@switchboard/contracts';
import { httpExtension } from '@switchboard/http';
import { messagingExtension } from '@switchboard/messaging';
import {
  startTestService,
  testStores,
  type TestBroker,
  type TestDatabase,
  type TestRedis,
  type TestService,
} from '@switchboard/testing';
import { migrations } from '../src/db/data-source.js';
import type { IdentityEnvironment } from '../src/environment.js';
import { IdentityModule } from '../src/identity.module.js';
import { SERVICE } from '../src/service-name.js';
import { loadSigningKey } from '../src/sessions/signing-key.js';
import { MailCatcher } from './mail-catcher.js';
import { RoutingStub } from './routing-stub.js';

/** What a test reads out of an answer without describing it first. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any;

/** An answer, read. */
export interface Answer<T = Json> {
  status: number;
  headers: Headers;
  body: T;
}

/** One call: what goes beside method and path. */
export interface CallOptions {
  token?: string;
  service?: string;
  key?: string;
}

/** The whole service over real PostgreSQL, Redis, Kafka and SMTP; routing is a stub. */
export interface IdentitySuite {
  app: TestService['app'];
  url: string;
  database: TestDatabase;
  redis: TestRedis;
  broker: TestBroker;
  mails: MailCatcher;
  routing: RoutingStub;
  call<T = Json>(method: string, path: string, body?: unknown, options?: CallOptions): Promise<Answer<T>>;
  close(): Promise<void>;
}

/** The credential that other services send. */
export const serviceCredential = 'test-service-credential';

/** What of the environment a test changes. */
export type EnvironmentChanges = Partial<IdentityEnvironment>;

/** Starts identity; `adjust` sees the real parts before it does. */
export async function startIdentitySuite(
  adjust: (parts: {
    redis: TestRedis;
    database: TestDatabase;
  }) => Promise<EnvironmentChanges> | EnvironmentChanges = () => ({}),
): Promise<IdentitySuite> {
  const [stores, mails, routing] = await Promise.all([
    testStores({ service: SERVICE, migrations }, [membersTopic, shopsTopic, apiKeysTopic, auditTopic], 1),
    MailCatcher.start(),
    RoutingStub.start(),
  ]);
  const { database, redis, broker } = stores;
  const { privateKey } = generateKeyPairSync('ed25519');
  const environment: IdentityEnvironment = {
    ...stores.variables,
    PUBLIC_URL: 'https://switchboard.example',
    TRUSTED_ISSUER: 'https://switchboard.example',
    ROUTING_URL: routing.url,
    INTERNAL_CREDENTIALS: [serviceCredential],
    SIGNING_KEY: JSON.stringify(privateKey.export({ format: 'jwk' })),
    SMTP_URL: mails.url,
    MAIL_FROM: 'Switchboard <no-reply@switchboard.example>',
    ...(await adjust({ redis, database })),
  };
  const module = IdentityModule.forRoot(environment, await loadSigningKey(environment.SIGNING_KEY));
  const service = await startTestService(SERVICE, module, [httpExtension(), messagingExtension()]);
  return {
    app: service.app,
    url: service.url,
    database,
    redis,
    broker,
    mails,
    routing,
    call: (method, path, body, options) => call(service.url, method, path, body, options),
    close: async () => {
      await service.close();
      await Promise.all([stores.close(), mails.close(), routing.close()]);
    },
  };
}

async function call<T>(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  { token, service, key }: CallOptions = {},
): Promise<Answer<T>> {
  const credential = token ? `Bearer ${token}` : service ? `Service ${service}` : undefined;
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(credential ? { authorization: credential } : {}),
      ...(key ? { 'idempotency-key': key } : {}),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text ? JSON.parse(text) : undefined) as T,
  };
}
