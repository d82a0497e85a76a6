import 'reflect-metadata';
import { writeOpenApi } from '@switchboard/http';
import type { SigningKey } from './sessions/signing-key.js';
import { IdentityModule } from './identity.module.js';

const environment = {
  HOST: '127.0.0.1',
  PORT: 0,
  LOG_LEVEL: 'silent' as const,
  OTEL_EXPORTER_OTLP_ENDPOINT: '',
  DATABASE_URL: 'postgres://nowhere',
  REDIS_URL: 'redis://nowhere',
  KAFKA_BROKERS: [],
  KAFKA_TOPIC_PREFIX: '',
  PUBLIC_URL: 'http://localhost:3000',
  TRUSTED_ISSUER: 'http://localhost:3000',
  ROUTING_URL: 'http://nowhere',
  INTERNAL_CREDENTIALS: [],
  SIGNING_KEY: '',
  SMTP_URL: 'smtp://nowhere',
  MAIL_FROM: 'nobody@nowhere.example',
  CORS_ORIGINS: [],
};
const noKey = { keyId: '', algorithm: 'EdDSA', publicKeys: { keys: [] } } as unknown as SigningKey;

/** Writes openapi.json from the code; nothing is connected. With --check only compares. */
const written = await writeOpenApi({
  service: 'identity',
  module: IdentityModule.forRoot(environment, noKey),
  file: new URL('../openapi.json', import.meta.url),
  check: process.argv.includes('--check'),
});
process.exitCode = written ? 0 : 1;
