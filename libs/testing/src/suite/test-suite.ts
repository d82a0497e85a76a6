import { dlqOf, topics } from '@switchboard/contracts';
import { signAccessToken, type AccessClaims } from '@switchboard/http';
import { importJWK, type CryptoKey, type JWK } from 'jose';
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import type { SuiteAddress } from '../outside/suite-address.js';
import { testBroker, type TestBroker } from '../test-broker.js';
import { testDatabase, type TestDatabase } from '../test-database.js';
import { testEnvironment } from '../test-environment.js';
import { testRedis } from '../test-redis.js';
import { freePort, ServiceProcess, type ServiceName } from './service-process.js';

const names: readonly ServiceName[] = ['identity', 'team', 'routing', 'translation'];

/** How a suite's services are started, where it is not the usual way. */
export interface SuiteOptions {
  /** How much their logs say, `warn` by default. */
  logLevel?: string;
  /** Further variables, for each of them. */
  variables?: Record<string, string>;
  /** What is put into the databases before they are migrated. */
  prepare?: (databases: Record<ServiceName, TestDatabase>) => Promise<void>;
  /** Further arguments of Node: to look into one, or to try a flag. */
  nodeArguments?: (service: ServiceName) => readonly string[];
}

/** The four services as processes on the test run's own infrastructure, with data of their own. */
export class TestSuite {
  private constructor(
    readonly services: Record<ServiceName, ServiceProcess>,
    readonly databases: Record<ServiceName, TestDatabase>,
    readonly address: SuiteAddress,
    private readonly variables: Record<string, string>,
    private readonly release: () => Promise<void>,
  ) {}

  /** Brings all four up and waits until each is ready. */
  static async start({
    logLevel,
    variables: more,
    prepare,
    nodeArguments,
  }: SuiteOptions = {}): Promise<TestSuite> {
    const broker = await testBroker();
    const redis = await testRedis();
    await createTopics(broker);
    const databases = await perService((name) => testDatabase(name, []));
    const ports = await perService(freePort);
    const variables = {
      ...suiteVariables(ports, redis.url, broker),
      ...(logLevel ? { LOG_LEVEL: logLevel } : {}),
      ...more,
    };
    const services = await perService(
      async (name) =>
        new ServiceProcess(
          name,
          ports[name],
          { ...variables, DATABASE_URL: databases[name].url },
          nodeArguments?.(name),
        ),
    );
    const release = async () => {
      await Promise.all(names.map((name) => services[name].stop('SIGTERM')));
      await Promise.all([broker.close(), redis.close(), ...names.map((name) => databases[name].close())]);
    };
    const suite = new TestSuite(services, databases, addressOf(services, broker), variables, release);
    try {
      await prepare?.(databases);
      await Promise.all(
        names.map((name) =>
          services[name].operator(['migrate'], { MIGRATION_DATABASE_URL: databases[name].ownerUrl }),
        ),
      );
      for (const name of names) services[name].start();
      await Promise.all(names.map((name) => services[name].ready()));
    } catch (error) {
      await suite.close();
      throw error;
    }
    return suite;
  }

  /** What the services show each other at `/internal`. */
  get internalCredential(): string {
    return this.variables['INTERNAL_CREDENTIALS']!;
  }

  /** A token as identity signs it, for claims of a test's own; `lifetimeSeconds` below zero: it has expired. */
  async accessToken(claims: AccessClaims, lifetimeSeconds?: number): Promise<string> {
    const jwk = JSON.parse(this.variables['SIGNING_KEY']!) as JWK;
    return signAccessToken(claims, {
      key: (await importJWK(jwk, 'EdDSA')) as CryptoKey,
      keyId: jwk.kid!,
      algorithm: 'EdDSA',
      issuer: this.variables['TRUSTED_ISSUER']!,
      ...(lifetimeSeconds === undefined ? {} : { lifetimeSeconds }),
    });
  }

  /** Ends one in order, starts it again and answers how long it took to be ready, in milliseconds. */
  async restart(name: ServiceName): Promise<number> {
    await this.services[name].stop('SIGTERM');
    const started = performance.now();
    this.services[name].start();
    await this.services[name].ready();
    return performance.now() - started;
  }

  /** Kills one without a chance to finish anything, and starts it again. */
  async crash(name: ServiceName): Promise<void> {
    await this.services[name].stop('SIGKILL');
    this.services[name].start();
    await this.services[name].ready();
  }

  async close(): Promise<void> {
    await this.release();
  }
}

async function perService<T>(make: (name: ServiceName) => Promise<T>): Promise<Record<ServiceName, T>> {
  const entries = await Promise.all(names.map(async (name) => [name, await make(name)] as const));
  return Object.fromEntries(entries) as Record<ServiceName, T>;
}

async function createTopics(broker: TestBroker): Promise<void> {
  await broker.createTopics(
    topics.flatMap((topic) => [topic.name, dlqOf(topic).name]),
    3,
  );
}

function suiteVariables(
  ports: Record<ServiceName, number>,
  redisUrl: string,
  broker: TestBroker,
): Record<string, string> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const apertium = testEnvironment.apertiumUrl;
  return {
    REDIS_URL: redisUrl,
    KAFKA_BROKERS: broker.brokers.join(','),
    KAFKA_TOPIC_PREFIX: broker.topicPrefix,
    PUBLIC_URL: 'http://switchboard.test',
    TRUSTED_ISSUER: 'http://switchboard.test',
    INTERNAL_CREDENTIALS: randomBytes(24).toString('base64url'),
    IDENTITY_URL: `http://127.0.0.1:${ports.identity}`,
    ROUTING_URL: `http://127.0.0.1:${ports.routing}`,
    SMTP_URL: testEnvironment.smtpUrl,
    MAIL_FROM: 'Switchboard <no-reply@switchboard.test>',
    SIGNING_KEY: JSON.stringify({
      ...privateKey.export({ format: 'jwk' }),
      alg: 'EdDSA',
      use: 'sig',
      kid: randomUUID(),
    }),
    TRANSLATION_PROVIDERS: apertium ? 'apertium' : 'pseudo',
    ...(apertium ? { APERTIUM_URL: apertium } : {}),
  };
}

function addressOf(services: Record<ServiceName, ServiceProcess>, broker: TestBroker): SuiteAddress {
  return {
    identity: services.identity.url,
    team: services.team.url,
    routing: services.routing.url,
    translation: services.translation.url,
    mail: testEnvironment.mailUrl,
    brokers: broker.brokers,
    topicPrefix: broker.topicPrefix,
  };
}
