import { topics } from '@switchboard/contracts';
import { AccessMirror, httpExtension } from '@switchboard/http';
import { messagingExtension } from '@switchboard/messaging';
import { createRedisClient, RedisConnection } from '@switchboard/redis';
import {
  startTestService,
  testStores,
  TestTokens,
  until,
  type Collected,
  type TestBroker,
  type TestDatabase,
  type TestRedis,
  type TestService,
} from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import { functions, migrations } from '../src/db/data-source.js';
import type { RoutingEnvironment } from '../src/environment.js';
import { RoutingModule } from '../src/routing.module.js';
import { SERVICE } from '../src/service-name.js';
import { PlayedNeighbours } from './played-neighbours.js';

/** An answer of the service. */
export interface Answer<Body = Record<string, unknown>> {
  status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look at what came
  body: Body & Record<string, any>;
}

const serviceCredential = 'test-credential';

/** The real service on real PostgreSQL, Redis and Kafka; identity, team and translation are played by the test. */
export class RoutingSuite extends PlayedNeighbours {
  private services: TestService[] = [];
  /** Where calls go while it is not the first process of this one. */
  entry?: string;

  private constructor(
    database: TestDatabase,
    readonly redis: TestRedis,
    broker: TestBroker,
    tokens: TestTokens,
    readonly published: Collected,
    private readonly environment: RoutingEnvironment,
    private readonly closeRest: () => Promise<void>,
  ) {
    super(database, broker, tokens);
  }

  /** As `prepare`, with one process of the service. */
  static async open(...how: Parameters<typeof RoutingSuite.prepare>): Promise<RoutingSuite> {
    const suite = await RoutingSuite.prepare(...how);
    try {
      await suite.startProcess();
      return suite;
    } catch (error) {
      // Nobody else can: a consumer that outlives its test file takes Jest's worker, and the next file, with it.
      await suite.close();
      throw error;
    }
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
    const [stores, tokens] = await Promise.all([
      testStores({ service: SERVICE, migrations, functions }, topics),
      TestTokens.start(),
    ]);
    const { database, redis, broker } = stores;
    const environment: RoutingEnvironment = {
      ...stores.variables,
      DATABASE_URL: await databaseThrough(database),
      REDIS_URL: await redisThrough(redis.url, redis),
      TRUSTED_ISSUER: tokens.issuer,
      IDENTITY_URL: tokens.url,
      INTERNAL_CREDENTIALS: [serviceCredential],
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
      await Promise.all([stores.close(), tokens.close()]);
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
    const connection = new RedisConnection(
      createRedisClient(this.redis.url, { name: 'identity', commandTimeoutMs: 10_000 }),
    );
    try {
      await connection.open();
      await new AccessMirror(connection).confirm();
    } finally {
      await connection.close();
    }
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

  /** Another environment from now on, for the processes of this one that run already, too. */
  change(changes: Partial<RoutingEnvironment>): void {
    Object.assign(this.environment, changes);
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
}
