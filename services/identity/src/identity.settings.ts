import { Module, type DynamicModule } from '@nestjs/common';
import type { IdentityEnvironment } from './environment.js';
import { signingKey, type SigningKey } from './sessions/signing-key.js';

/** What slices need to know of the environment. */
export interface IdentitySettings {
  /** Origin that the links in mails begin with. */
  publicUrl: string;
  /** Issuer of the access tokens. */
  issuer: string;
  /** `smtp://host:port` of the mail server. */
  smtpUrl: string;
  /** Sender's address of all mails. */
  mailFrom: string;
}

/** Injection token of the settings. */
export const identitySettings = Symbol('identity settings');

/** Gives every slice the settings and the signing key; global. */
@Module({})
export class IdentitySettingsModule {
  static forRoot(environment: IdentityEnvironment, signing: SigningKey): DynamicModule {
    const settings: IdentitySettings = {
      publicUrl: environment.PUBLIC_URL,
      issuer: environment.TRUSTED_ISSUER,
      smtpUrl: environment.SMTP_URL,
      mailFrom: environment.MAIL_FROM,
    };
    const providers = [
      { provide: identitySettings, useValue: settings },
      { provide: signingKey, useValue: signing },
    ];
    return { module: IdentitySettingsModule, global: true, providers, exports: providers };
  }
}
