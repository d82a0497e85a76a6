import 'reflect-metadata';
import { runService } from '@switchboard/chassis';
import { httpExtension } from '@switchboard/http';
import { messagingExtension } from '@switchboard/messaging';
import { readEnvironment } from './environment.js';
import { IdentityModule } from './identity.module.js';
import { SERVICE } from './service-name.js';
import { loadSigningKey } from './sessions/signing-key.js';

await runService({
  name: SERVICE,
  environment: readEnvironment,
  module: async (environment) =>
    IdentityModule.forRoot(environment, await loadSigningKey(environment.SIGNING_KEY)),
  extensions: [httpExtension(), messagingExtension()],
});
