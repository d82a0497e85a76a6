import 'reflect-metadata';
import { runService } from '@switchboard/chassis';
import { httpExtension } from '@switchboard/http';
import { messagingExtension } from '@switchboard/messaging';
import { readEnvironment } from './environment.js';
import { TeamModule } from './team.module.js';

await runService({
  name: 'team',
  environment: readEnvironment,
  module: (environment) => TeamModule.forRoot(environment),
  extensions: [httpExtension(), messagingExtension()],
});
