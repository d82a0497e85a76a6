import 'reflect-metadata';
import { createService } from '@switchboard/chassis';
import { httpExtension } from '@switchboard/http';
import { messagingExtension } from '@switchboard/messaging';
import { readEnvironment } from './environment.js';
import { RoutingModule, SERVICE } from './routing.module.js';

const environment = readEnvironment();

await createService({
  name: SERVICE,
  module: RoutingModule.forRoot(environment),
  environment,
  extensions: [httpExtension(), messagingExtension()],
});
