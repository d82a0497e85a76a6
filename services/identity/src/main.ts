import 'reflect-metadata';
import { createService } from '@switchboard/chassis';
import { httpExtension } from '@switchboard/http';
import { messagingExtension } from '@switchboard/messaging';
import { readEnvironment } from './environment.js';
import { IdentityModule } from './identity.module.js';
import { loadSigningKey } from './sessions/signing-key.js';

const environment = readEnvironment();

await createService({
  name: 'identity',
  module: IdentityModule.forRoot(environment, await loadSigningKey(environment.SIGNING_KEY)),
  environment,
  extensions: [httpExtension(), messagingExtension()],
});
