import 'reflect-metadata';
import { runService } from '@switchboard/chassis';
import { httpExtension } from '@switchboard/http';
import { messagingExtension } from '@switchboard/messaging';
import { readEnvironment } from './environment.js';
import { SERVICE } from './service-name.js';
import { TeamModule } from './team.module.js';

await runService({
  name: SERVICE,
  environment: readEnvironment,
  module: (environment) => TeamModule.forRoot(environment),
  extensions: [httpExtension(), messagingExtension()],
});
