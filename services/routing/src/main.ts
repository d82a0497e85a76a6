import 'reflect-metadata';
import { runService } from '@switchboard/chassis';
import { httpExtension } from '@switchboard/http';
import { messagingExtension } from '@switchboard/messaging';
import { readEnvironment } from './environment.js';
import { RoutingModule, SERVICE } from './routing.module.js';

await runService({
  name: SERVICE,
  environment: readEnvironment,
  module: (environment) => RoutingModule.forRoot(environment),
  extensions: [httpExtension(), messagingExtension()],
});
