import 'reflect-metadata';
import { writeOpenApi } from '@switchboard/http';
import { SERVICE } from './service-name.js';
import { TranslationModule } from './translation.module.js';

/** Writes openapi.json from the controllers, without infrastructure; `--check` compares. */
const current = await writeOpenApi({
  service: SERVICE,
  module: TranslationModule.forRoot({
    ...({} as Parameters<typeof TranslationModule.forRoot>[0]),
    LOG_LEVEL: 'silent',
    DATABASE_URL: 'postgres://nobody@localhost/none',
    REDIS_URL: 'redis://localhost',
    KAFKA_BROKERS: [],
    KAFKA_TOPIC_PREFIX: '',
    INTERNAL_CREDENTIALS: 'none',
    IDENTITY_URL: 'http://localhost',
    TRUSTED_ISSUER: 'http://localhost',
    CORS_ORIGINS: [],
    TRANSLATION_PROVIDERS: [],
    TRANSLATION_LIMIT_MS: 0,
    PROVIDER_LIMIT_MS: 0,
    MESSAGE_RETENTION_DAYS: 0,
  }),
  file: new URL('../openapi.json', import.meta.url),
  check: process.argv.includes('--check'),
});
process.exitCode = current ? 0 : 1;
