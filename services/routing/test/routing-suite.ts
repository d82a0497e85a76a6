import {
  apiKeyState,
  dlqOf,
  encodeEvent,
  memberState,
  shopSettingsState,
  shopState,
  systemActor,
  topics,
  type EventData,
  type EventDefinition,
  type MemberState,
} from '@switchboard/contracts';
import { AccessMirror, hashApiKey, httpExtension, newApiKey } from '@switchboard/http';
import { messagingExtension } from '@switchboard/messaging';
import { createRedisClient, RedisConnection } from '@switchboard/redis';
import {
  startTestService,
  testBroker,
  testDatabase,
  testRedis,
  TestTokens,
  until,
  type Collected,
  type TestBroker,
  type TestDatabase,
  type TestRedis,
  type TestService,
} from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import { migrations } from '../src/db/data-source.js';
import type { RoutingEnvironment } from '../src/environment.js';
import { RoutingModule, SERVICE } from '../src/routing.module.js';
import { KnownToIdentity } from './known-to-identity.js';

/** An answer of the service. */
export interface Answer<Body = Record<string, unknown>> {
  status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look at what came
  body: Body & Record<string, any>;
}

/** Somebody of an account with a token at hand. */
export interface Person {
  accountId: string;
  userId: string;
  sessionId: string;
  role: 'owner' | 'admin' | 'agent';
  token: string;
}

const serviceCredential = 'test-credential';
let clock = 0;
/** Versions of states only have to rise. */
const nextVersion = () => Date.now() * 1_000 + clock++ - 1_700_000_000_000_000;

/** The real service on real PostgreSQL, Redis and Kafka; identity, team and translation are played by the test. */
export class RoutingSuite {
  private services: TestService[] = [];
  /** Where calls go while it is not the first process of this one. */
  entry?: string;

  private readonly identity: KnownToIdentity;

  private constructor(
    readonly database: TestDatabase,
    readonly redis: TestRedis,
    readonly broker: TestBroker,
    readonly tokens: TestTokens,
    readonly published: Collected,
    private readonly environment: RoutingEnvironment,
    private readonly closeRest: () => Promise<void>,
  ) {
    this.identity = new KnownToIdentity(tokens);
  }

  /** As `prepare`, with one process of the service. */
  static async open(...how: Parameters<typeof RoutingSuite.prepare>): Promise<RoutingSuite> {
    const suite = await RoutingSuite.prepare(...how);
    await suite.startProcess();
    return suite;
  }

  /**
   * Everything but a process of the service, for tests that start their own. The last two make the URLs by which the
   * service reaches Redis and PostgreSQL, for a proxy in between.
   */
  static async prepare(
    changes: Partial<RoutingEnvironment> = {},
    redisThrough: (url: string, redis: TestRedis) => Promise<string> = (url) => Promise.resolve(url),
    databaseThrough: (database: TestDatabase) => Promise<string> = ({ url }) => Promise.resolve(url),
  ): Promise<RoutingSuite> {
    const [database, redis, broker, tokens] = await Promise.all([
      testDatabase(SERVICE, migrations),
      testRedis(),
      testBroker(),
      TestTokens.start(),
    ]);
    await broker.createTopics(topics.flatMap((topic) => [topic.name, dlqOf(topic).name]));
    const environment: RoutingEnvironment = {
      HOST: '127.0.0.1',
      PORT: 0,
      LOG_LEVEL: 'silent',
      OTEL_EXPORTER_OTLP_ENDPOINT: '',
      DATABASE_URL: await databaseThrough(database),
      REDIS_URL: await redisThrough(redis.url, redis),
      KAFKA_BROKERS: broker.brokers,
      KAFKA_TOPIC_PREFIX: broker.topicPrefix,
      TRUSTED_ISSUER: tokens.issuer,
      IDENTITY_URL: tokens.url,
      INTERNAL_CREDENTIALS: [serviceCredential],
      CORS_ORIGINS: [],
      REQUESTS_PER_MINUTE: 6_000,
      OUTBOUND_LIMIT_MS: 2_000,
      PRESENCE_GRACE_MS: 30_000,
      MESSAGE_RETENTION_DAYS: 400,
      ...changes,
    };
    const published = await broker.consume([
      'chat.outbound.v1',
      'routing.chats.v1',
      'routing.messages.v1',
      'routing.agents.v1',
      'audit.entries.v1',
      'chat.inbound.v1.dlq',
    ]);
    return new RoutingSuite(database, redis, broker, tokens, published, environment, async () => {
      await Promise.all([broker.close(), redis.close(), tokens.close()]);
      await database.close();
    });
  }

  /** One more process of the service; the first one serves the calls. */
  async startProcess(): Promise<TestService> {
    const module = RoutingModule.forRoot(this.environment);
    const service = await startTestService(SERVICE, module, [httpExtension(), messagingExtension()]);
    this.services.push(service);
    await this.confirmAccess();
    await until(async () => (await fetch(`${service.url}/health/ready`)).ok, { describe: 'a ready service' });
    return service;
  }

  /** What identity does: this Redis holds every mark of the last hour. */
  async confirmAccess(): Promise<void> {
    const connection = new RedisConnection(createRedisClient(this.redis.url, { name: 'identity' }));
    await connection.open();
    await new AccessMirror(connection).confirm();
    await connection.close();
  }

  /** The process that serves the calls. */
  get app() {
    return this.services[0]!.app;
  }

  get url(): string {
    return this.entry ?? this.services[0]!.url;
  }

  /** The environment as an operator writes it, for a process of the operating system. */
  variables(changes: Partial<RoutingEnvironment> = {}): Record<string, string> {
    const { HOST: _host, PORT: _port, ...values } = { ...this.environment, ...changes };
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
  }

  async restart(): Promise<void> {
    await this.services.shift()!.close();
    this.services.unshift(await this.startProcess());
    this.services.pop();
  }

  /** Ends the processes; stores and broker stay. */
  async stopProcesses(): Promise<void> {
    for (const service of this.services.splice(0)) await service.close();
  }

  async close(): Promise<void> {
    await this.stopProcesses();
    await this.closeRest();
  }

  /** Sends an event as its owner would. */
  async emit<Definition extends EventDefinition>(
    definition: Definition,
    data: EventData<Definition>,
    scope: { accountId?: string | null; shopId?: string | null; id?: string } = data as object,
  ): Promise<void> {
    const { accountId = null, shopId = null } = { ...(data as object), ...scope } as typeof scope;
    if (definition.type === memberState.type) this.identity.member(data as MemberState);
    const envelope = {
      source: 'test',
      time: new Date().toISOString(),
      accountId,
      shopId,
      id: scope.id ?? uuid(),
    };
    const { topic, key, headers } = encodeEvent(definition, data, envelope);
    await this.broker.produce(topic, [{ key, headers, value: data }]);
  }

  /** A shop of an account (a new one unless told), known to the service. */
  async shop(accountId: string = uuid()): Promise<{ shopId: string; accountId: string }> {
    const shopId = uuid();
    await this.emit(shopState, {
      accountId,
      shopId,
      name: 'Shop',
      customerLanguage: null,
      status: 'active',
      ...this.stamp(),
    });
    await this.arrived('access_shop', 'shop_id', shopId);
    await this.arrived('shop', 'id', shopId);
    return { shopId, accountId };
  }

  /** A member of the account with a token; an agent of the shops named gets a profile there. */
  async person(
    accountId: string,
    {
      role = 'agent',
      shops = 'all',
      advanced = false,
      language = 'en',
      profile = {},
    }: {
      role?: Person['role'];
      shops?: 'all' | string[];
      advanced?: boolean;
      language?: string;
      profile?: { shopId?: string; maxCapacity?: number; acceptChats?: boolean; nickname?: string };
    } = {},
  ): Promise<Person> {
    const userId = uuid();
    const sessionId = uuid();
    await this.emit(memberState, {
      accountId,
      userId,
      email: `${userId}@example.com`,
      displayName: 'Somebody',
      role,
      advanced,
      shopAccess: shops,
      status: 'active',
      language,
      accessVersion: 1,
      ...this.stamp(),
    });
    await this.arrived('access_member', 'user_id', userId);
    const shopId = profile.shopId ?? (shops === 'all' ? undefined : shops[0]);
    if (shopId) await this.profile(accountId, shopId, userId, profile);
    const claims = { accountId, userId, sessionId, accessVersion: 1, role, advanced };
    return { accountId, userId, sessionId, role, token: await this.tokens.access(claims) };
  }

  /** Identity's state of a member as its calls hand it over before they answer: no event, no mark in the mirror. */
  async fence({ accountId, userId, role }: Person, changes: Partial<MemberState>): Promise<void> {
    const member: MemberState = {
      accountId,
      userId,
      email: `${userId}@example.com`,
      displayName: 'Somebody',
      role,
      advanced: false,
      shopAccess: 'all',
      status: 'active',
      language: 'en',
      accessVersion: 1,
      ...this.stamp(),
      ...changes,
    };
    this.identity.member(member);
    expect((await this.internal('PUT', '/internal/v1/agents', { member })).status).toBe(204);
  }

  /** Team's state of an agent, applied before it answers. */
  async profile(
    accountId: string,
    shopId: string,
    userId: string,
    { maxCapacity = 200, acceptChats = true, nickname = 'Nick' } = {},
  ): Promise<void> {
    const agent = {
      accountId,
      shopId,
      userId,
      nickname,
      avatarHash: null,
      maxCapacity,
      acceptChats,
      ...this.stamp(),
    };
    const answer = await this.internal('PUT', '/internal/v1/agents', { agents: [agent] });
    expect(answer.status).toBe(204);
  }

  async settings(
    accountId: string,
    shopId: string,
    {
      roles = ['admin', 'advanced_agent'],
      requirePresence = false,
      mode = 'lowest_workload',
    }: {
      roles?: Array<'admin' | 'advanced_agent' | 'agent'>;
      requirePresence?: boolean;
      mode?: 'lowest_workload' | 'equal';
    },
  ): Promise<void> {
    const version = nextVersion();
    await this.emit(shopSettingsState, {
      accountId,
      shopId,
      assignment: { mode, version },
      chatAccess: { roles, version },
      lifecycle: {
        autoCloseDays: 7,
        requirePresence,
        reassignOfflineMinutes: null,
        reassignNoReplyMinutes: null,
        version,
      },
      ...this.stamp(),
      version,
    });
    await until(
      async () =>
        (
          await this.database.query('select 1 from shop where id = $1 and settings_version = $2', [
            shopId,
            version,
          ])
        ).length > 0,
      { describe: 'the settings in routing' },
    );
  }

  /** An API key with these scopes. */
  async key(
    accountId: string,
    scopes: Array<'inbound:write' | 'outbound:read' | 'chats:read'>,
  ): Promise<string> {
    const keyId = uuid();
    const { key } = newApiKey(keyId);
    const granted = { accountId, shopAccess: 'all' as const, scopes, revoked: false };
    const state = { keyId, hash: hashApiKey(key), ...granted, ...this.stamp() };
    this.identity.key(state);
    await this.emit(apiKeyState, state, { accountId });
    await this.arrived('access_key', 'key_id', keyId);
    return key;
  }

  /** A customer's message by REST. */
  async write(key: string, shopId: string, customerId: string, text = 'Hello', more: object = {}) {
    const body = { customerId, externalMessageId: uuid(), text, ...more };
    const answer = await this.call<{ chatId: string; messageId: string }>(
      'POST',
      `/v1/shops/${shopId}/inbound-messages`,
      { token: key, body },
    );
    expect(answer.status).toBe(202);
    return answer.body;
  }

  /** Waits until a chat is as the test wants it. */
  async chatIn(chatId: string, state: 'queued' | 'assigned' | 'closed', agentId?: string) {
    let row: { state: string; agent_id: string | null; version: number; seq: number } | undefined;
    await until(
      async () => {
        [row] = await this.database.query('select state, agent_id, version, seq from chat where id = $1', [
          chatId,
        ]);
        return row?.state === state && (agentId === undefined || row.agent_id === agentId);
      },
      { describe: `chat ${chatId} ${state}` },
    );
    return row!;
  }

  internal(method: string, path: string, body: unknown): Promise<Answer> {
    return this.call(method, path, { authorization: `Service ${serviceCredential}`, body });
  }

  async call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    options: {
      token?: string;
      authorization?: string;
      body?: unknown;
      headers?: Record<string, string>;
    } = {},
  ): Promise<Answer<Body>> {
    const authorization = options.authorization ?? (options.token ? `Bearer ${options.token}` : undefined);
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(authorization ? { authorization } : {}),
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text ? JSON.parse(text) : {}) as Answer<Body>['body'] };
  }

  /** Version, actor and time of a state that is newer than all before it. */
  stamp() {
    return { version: nextVersion(), actor: systemActor, occurredAt: new Date().toISOString() };
  }

  private async arrived(table: string, column: string, id: string): Promise<void> {
    await until(
      async () => (await this.database.query(`select 1 from ${table} where ${column} = $1`, [id])).length > 0,
      { describe: `${table} ${id}` },
    );
  }
}
