import {
  encodeEvent,
  memberState,
  topics,
  type EventData,
  type EventDefinition,
  type MemberState,
  type MessageTranslated,
} from '@switchboard/contracts';
import { AccessMirror, httpExtension } from '@switchboard/http';
import { messagingExtension } from '@switchboard/messaging';
import {
  startTestService,
  testStores,
  TestTokens,
  until,
  type Collected,
  type ConsumedMessage,
  type TestBroker,
  type TestDatabase,
  type TestService,
} from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import { migrations } from '../src/db/data-source.js';
import { ScriptedProvider } from '../src/providers/scripted.provider.js';
import type { TranslationProvider } from '../src/providers/translation-provider.js';
import { SERVICE } from '../src/service-name.js';
import { TranslationModule } from '../src/translation.module.js';
import type { TranslationEnvironment } from '../src/environment.js';

/** An answer of the service. */
export interface Answer<Body = Record<string, unknown>> {
  status: number;
  body: Body;
  etag: string | null;
}

/** One event as a test makes it, ready to be sent any number of times. */
export interface MadeEvent {
  topic: string;
  key: string;
  headers: Record<string, string>;
  value: unknown;
}

/** The real service on real PostgreSQL, Redis and Kafka; translation providers are doubles by default. */
export class TranslationSuite {
  /** What identity answers about the members it told of: it is asked whenever Redis is late. */
  private readonly members = new Map<string, MemberState>();

  private constructor(
    readonly database: TestDatabase,
    readonly broker: TestBroker,
    readonly tokens: TestTokens,
    readonly results: Collected,
    readonly providers: readonly ScriptedProvider[],
    private readonly start: () => Promise<TestService>,
    private readonly closeRest: () => Promise<void>,
    private service: TestService,
  ) {
    tokens.answerInternal = (_method, path, body) => {
      const member = this.members.get((body as { userId?: string } | undefined)?.userId ?? '');
      if (path !== '/internal/v1/access-checks' || !member) return undefined;
      return { status: 200, body: { ...member, ended: false } };
    };
  }

  static async open(
    options: {
      providers?: ScriptedProvider[];
      real?: TranslationProvider[];
      environment?: Partial<TranslationEnvironment> & Record<string, unknown>;
    } = {},
  ): Promise<TranslationSuite> {
    const [stores, tokens] = await Promise.all([
      testStores({ service: SERVICE, migrations }, topics),
      TestTokens.start(),
    ]);
    const { database, broker } = stores;
    const providers = options.providers ?? [new ScriptedProvider('scripted')];
    const environment: TranslationEnvironment = {
      ...stores.variables,
      INTERNAL_CREDENTIALS: ['test-credential'],
      IDENTITY_URL: tokens.url,
      TRUSTED_ISSUER: tokens.issuer,
      TRANSLATION_PROVIDERS: [],
      // Who tests what is late says how soon it is.
      PROVIDER_LIMIT_MS: 10_000,
      TRANSLATION_LIMIT_MS: 10_000,
      MESSAGE_RETENTION_DAYS: 400,
      ...options.environment,
    };
    const start = async () => {
      const doubles = options.environment?.TRANSLATION_PROVIDERS ? undefined : (options.real ?? providers);
      const extensions = [httpExtension(), messagingExtension()];
      const service = await startTestService(
        SERVICE,
        TranslationModule.forRoot(environment, doubles),
        extensions,
      );
      await service.app.get(AccessMirror).confirm();
      return service;
    };
    const results = await broker.consume([
      'translation.messages.v1',
      'translation.settings.v1',
      'audit.entries.v1',
    ]);
    const closeRest = async () => {
      await Promise.all([stores.close(), tokens.close()]);
    };
    try {
      const service = await start();
      return new TranslationSuite(database, broker, tokens, results, providers, start, closeRest, service);
    } catch (error) {
      await closeRest();
      throw error;
    }
  }

  /** An injectable of the running service. */
  get app() {
    return this.service.app;
  }

  async restart(): Promise<void> {
    await this.service.close();
    this.service = await this.start();
  }

  async close(): Promise<void> {
    await this.service.close();
    await this.closeRest();
  }

  /** Makes an event without sending it. */
  make<Definition extends EventDefinition>(definition: Definition, data: EventData<Definition>): MadeEvent {
    const { accountId, shopId = null } = data as { accountId: string; shopId?: string };
    const owner = definition.topic.owner;
    const envelope = { id: uuid(), source: owner, time: new Date().toISOString(), accountId, shopId };
    const { topic, key, headers } = encodeEvent(definition, data, envelope);
    return { topic, key, headers, value: data };
  }

  async send(...events: MadeEvent[]): Promise<void> {
    for (const { topic, ...message } of events) await this.broker.produce(topic, [message]);
  }

  async emit<Definition extends EventDefinition>(
    definition: Definition,
    data: EventData<Definition>,
  ): Promise<void> {
    if (definition.type === memberState.type) {
      const member = data as MemberState;
      this.members.set(member.userId, member);
    }
    await this.send(this.make(definition, data));
  }

  /** Waits for a result on translation.messages.v1. */
  async result(
    messageId: string,
    matches: (result: MessageTranslated) => boolean = () => true,
  ): Promise<MessageTranslated> {
    const found = await this.results.waitFor(
      ({ topic, value }) =>
        topic === 'translation.messages.v1' &&
        (value as MessageTranslated).messageId === messageId &&
        matches(value as MessageTranslated),
    );
    return found.value as MessageTranslated;
  }

  /** Every result of a message so far. */
  resultsOf(messageId: string): MessageTranslated[] {
    return this.on('translation.messages.v1')
      .map(({ value }) => value as MessageTranslated)
      .filter((result) => result.messageId === messageId);
  }

  /** Everything on one topic so far. */
  on(topic: string): ConsumedMessage[] {
    return this.results.messages.filter((message) => message.topic === topic);
  }

  /** Waits until a message is in the service's own copy. */
  async stored(messageId: string): Promise<void> {
    await until(
      async () => (await this.database.query('select 1 from message where id = $1', [messageId])).length > 0,
      {
        describe: 'the message in the copy',
      },
    );
  }

  /** Waits until nothing is left to be translated. */
  async idle(): Promise<void> {
    await until(
      async () =>
        (await this.database.query('select 1 from work where due_at <= switchboard_now()')).length === 0,
      {
        describe: 'an empty queue',
      },
    );
  }

  async call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    { token, body, ifMatch }: { token?: string; body?: unknown; ifMatch?: string } = {},
  ): Promise<Answer<Body>> {
    const response = await fetch(`${this.service.url}${path}`, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(ifMatch ? { 'if-match': ifMatch } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: (text ? JSON.parse(text) : {}) as Body,
      etag: response.headers.get('etag'),
    };
  }
}
