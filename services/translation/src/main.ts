import 'reflect-metadata';
import { runService } from '@switchboard/chassis';
import { httpExtension } from '@switchboard/http';
import { messagingExtension } from '@switchboard/messaging';
import { readEnvironment } from './environment.js';
import { SERVICE } from './service-name.js';
import { TranslationModule } from './translation.module.js';

await runService({
  name: SERVICE,
  environment: readEnvironment,
  module: (environment) => TranslationModule.forRoot(environment),
  extensions: [httpExtension(), messagingExtension()],
});
