import 'reflect-metadata';
import { createService } from '@switchboard/chassis';
import { httpExtension } from '@switchboard/http';
import { messagingExtension } from '@switchboard/messaging';
import { readEnvironment } from './environment.js';
import { TeamModule } from './team.module.js';

const environment = readEnvironment();

await createService({
  name: 'team',
  module: TeamModule.forRoot(environment),
  environment,
  extensions: [httpExtension(), messagingExtension()],
});
