import 'reflect-metadata';
import { unconnected, writeOpenApi } from '@switchboard/http';
import { RoutingModule } from './routing.module.js';
import { SERVICE } from './service-name.js';

/** Writes openapi.json from the code; nothing is connected. With --check only compares. */
const written = await writeOpenApi({
  service: SERVICE,
  module: RoutingModule.forRoot({
    ...unconnected,
    OUTBOUND_LIMIT_MS: 2_000,
    PRESENCE_GRACE_MS: 30_000,
    MESSAGE_RETENTION_DAYS: 400,
  }),
  home: new URL('../', import.meta.url),
  check: process.argv.includes('--check'),
});
process.exitCode = written ? 0 : 1;
