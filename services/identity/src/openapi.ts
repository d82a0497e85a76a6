import 'reflect-metadata';
import { unconnected, writeOpenApi } from '@switchboard/http';
import type { SigningKey } from './sessions/signing-key.js';
import { IdentityModule } from './identity.module.js';
import { SERVICE } from './service-name.js';

const environment = {
  ...unconnected,
  PUBLIC_URL: 'http://nowhere',
  SIGNING_KEY: '',
  SMTP_URL: 'smtp://nowhere',
  MAIL_FROM: 'nobody@nowhere.example',
};
const noKey = { keyId: '', algorithm: 'EdDSA', publicKeys: { keys: [] } } as unknown as SigningKey;

/** Writes openapi.json from the code; nothing is connected. With --check only compares. */
const written = await writeOpenApi({
  service: SERVICE,
  module: IdentityModule.forRoot(environment, noKey),
  home: new URL('../', import.meta.url),
  check: process.argv.includes('--check'),
});
process.exitCode = written ? 0 : 1;
