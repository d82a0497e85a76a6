import 'reflect-metadata';
import { runService } from '@switchboard/chassis';
import { httpExtension } from '@switchboard/http';
import { messagingExtension } from '@switchboard/messaging';
import { readEnvironment } from './environment.js';
import { RoutingModule } from './routing.module.js';
import { SERVICE } from './service-name.js';

await runService({
  name: SERVICE,
  environment: readEnvironment,
  module: (environment) => RoutingModule.forRoot(environment),
  extensions: [httpExtension(), messagingExtension()],
});
