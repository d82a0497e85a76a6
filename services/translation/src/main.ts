import 'reflect-metadata';
import { createService } from '@switchboard/chassis';
import { httpExtension } from '@switchboard/http';
import { messagingExtension } from '@switchboard/messaging';
import { readEnvironment } from './environment.js';
import { SERVICE, TranslationModule } from './translation.module.js';

const environment = readEnvironment();

await createService({
  name: SERVICE,
  module: TranslationModule.forRoot(environment),
  environment,
  extensions: [httpExtension(), messagingExtension()],
});
