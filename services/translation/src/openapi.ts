import 'reflect-metadata';
import { unconnected, writeOpenApi } from '@switchboard/http';
import { SERVICE } from './service-name.js';
import { TranslationModule } from './translation.module.js';

/** Writes openapi.json from the code; nothing is connected. With --check only compares. */
const written = await writeOpenApi({
  service: SERVICE,
  module: TranslationModule.forRoot({
    ...unconnected,
    TRANSLATION_PROVIDERS: [],
    PROVIDER_LIMIT_MS: 0,
    TRANSLATION_LIMIT_MS: 0,
    MESSAGE_RETENTION_DAYS: 0,
  }),
  home: new URL('../', import.meta.url),
  check: process.argv.includes('--check'),
});
process.exitCode = written ? 0 : 1;
