import 'reflect-metadata';
import { unconnected, writeOpenApi } from '@switchboard/http';
import { TeamModule } from './team.module.js';

/** Writes openapi.json from the code; nothing is connected. With --check only compares. */
const written = await writeOpenApi({
  service: 'team',
  module: TeamModule.forRoot(unconnected),
  home: new URL('../', import.meta.url),
  check: process.argv.includes('--check'),
});
process.exitCode = written ? 0 : 1;
