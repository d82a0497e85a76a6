import 'reflect-metadata';
import { unconnected, writeOpenApi } from '@switchboard/http';
import { TeamModule } from './team.module.js';
import { SERVICE } from './service-name.js';

/** Writes openapi.json from the code; nothing is connected. With --check only compares. */
const written = await writeOpenApi({
  service: SERVICE,
  module: TeamModule.forRoot(unconnected),
  home: new URL('../', import.meta.url),
  check: process.argv.includes('--check'),
});
process.exitCode = written ? 0 : 1;
