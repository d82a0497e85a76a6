import { join } from 'node:path';
import { root } from './paths.mjs';

/** The services in the order of their ports; schema, database and folder carry the same name. */
export const services = ['identity', 'team', 'routing', 'translation'];

/**
 * For every program of the repository that this stack starts. Small young generation: 147 MB at rest instead of 182.
 * kafkajs' timeouts that lie in the past stay unmentioned. No source maps: 40 MB, for lines that are alike anyway.
 */
export const nodeOptions = ['--max-semi-space-size=4', '--disable-warning=TimeoutNegativeWarning'];

export const mainFile = (service) => join(root, 'services', service, 'dist/main.js');
export const operatorFile = (service) => join(root, 'services', service, 'dist/operator/main.js');

/**
 * What one instance of a service is told; the same names as in docker-compose.yml.
 * @param {string} service
 * @param {import('./suite.mjs').SuitePlan} plan
 */
export function serviceEnvironment(service, plan, port) {
  const { infrastructure, secrets, ports, publicUrl, topicPrefix = '' } = plan;
  const common = {
    ...inherited(),
    NODE_ENV: 'production',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'info',
    HOST: '127.0.0.1',
    PORT: String(port),
    DATABASE_URL: databaseUrl(plan, service, 'app'),
    REDIS_URL: infrastructure.redisUrl,
    KAFKA_BROKERS: infrastructure.kafkaBrokers,
    KAFKA_TOPIC_PREFIX: topicPrefix,
    PUBLIC_URL: publicUrl,
    TRUSTED_ISSUER: publicUrl,
    CORS_ORIGINS: publicUrl,
    INTERNAL_CREDENTIALS: secrets.internalCredential,
    IDENTITY_URL: `http://127.0.0.1:${ports.identity}`,
    ROUTING_URL: `http://127.0.0.1:${ports.routing}`,
  };
  return { ...common, ...own(service, plan) };
}

/** What only this service is told: no secret goes to a service that does not use it. */
function own(service, { infrastructure, secrets }) {
  if (service === 'identity') {
    return {
      SMTP_URL: infrastructure.smtpUrl,
      MAIL_FROM: 'Switchboard <no-reply@switchboard.localhost>',
      SIGNING_KEY: JSON.stringify(secrets.signingKey),
    };
  }
  if (service !== 'translation') return {};
  const { apertiumUrl } = infrastructure;
  return apertiumUrl
    ? { TRANSLATION_PROVIDERS: 'apertium', APERTIUM_URL: apertiumUrl }
    : { TRANSLATION_PROVIDERS: 'pseudo' };
}

/** The environment of `operator migrate`: the owner role's URL and nothing else that matters. */
export function migrationEnvironment(service, plan) {
  return {
    ...inherited(),
    NODE_ENV: 'production',
    MIGRATION_DATABASE_URL: databaseUrl(plan, service, 'owner'),
  };
}

/** What this process was given, without Node options that were meant for it alone. */
function inherited() {
  const { NODE_OPTIONS: _, ...rest } = process.env;
  return rest;
}

function databaseUrl({ infrastructure, secrets }, service, role) {
  const url = new URL(infrastructure.postgresUrl);
  url.username = `${service}_${role}`;
  url.password = secrets.databases[service][role];
  url.pathname = `/${service}`;
  return url.href;
}
