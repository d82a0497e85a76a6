import { Module, type DynamicModule } from '@nestjs/common';
import { ChassisModule } from '@switchboard/chassis';
import { HttpModule } from '@switchboard/http';
import { MessagingModule } from '@switchboard/messaging';
import { PersistenceModule } from '@switchboard/persistence';
import { RedisModule } from '@switchboard/redis';
import { IdentityAuthority } from './access/identity-authority.js';
import { IdentityDirectory } from './access/identity-directory.js';
import { AccountsModule } from './accounts/accounts.module.js';
import { ApiKeysModule } from './api-keys/api-keys.module.js';
import { ApiKeyStateSource } from './api-keys/api-key-state.source.js';
import { ConsumersModule } from './consumers/consumers.module.js';
import { dataSourceSettings } from './db/data-source.js';
import type { IdentityEnvironment } from './environment.js';
import { Housekeeping } from './housekeeping/housekeeping.js';
import { InvitationsModule } from './invitations/invitations.module.js';
import { MeModule } from './me/me.module.js';
import { PasswordsModule } from './passwords/passwords.module.js';
import { SERVICE } from './service-name.js';
import { signingKey, type SigningKey } from './sessions/signing-key.js';
import { ShopStateSource } from './shops/shop-state.source.js';
import { MemberStateSource } from './users/member-state.source.js';

/** The identity service: accounts, people, shops, members, sessions, keys, and the audit trail. */
@Module({})
export class IdentityModule {
  static forRoot(environment: IdentityEnvironment, signing: SigningKey): DynamicModule {
    return {
      module: IdentityModule,
      global: true,
      imports: [
        ChassisModule.forRoot({ service: SERVICE, environment }),
        PersistenceModule.forRoot(dataSourceSettings(environment.DATABASE_URL)),
        RedisModule.forRoot(environment),
        MessagingModule.forRoot({
          service: SERVICE,
          brokers: environment.KAFKA_BROKERS,
          topicPrefix: environment.KAFKA_TOPIC_PREFIX,
          databaseUrl: environment.DATABASE_URL,
          states: { sources: [MemberStateSource, ShopStateSource, ApiKeyStateSource] },
        }),
        HttpModule.forRoot(
          {
            service: SERVICE,
            document: new URL('../openapi.json', import.meta.url),
            issuer: environment.TRUSTED_ISSUER,
            keys: signing.publicKeys,
            internalCredentials: environment.INTERNAL_CREDENTIALS,
            routingUrl: environment.ROUTING_URL,
            corsOrigins: environment.CORS_ORIGINS,
            requestsPerMinute: environment.REQUESTS_PER_MINUTE,
          },
          { directory: IdentityDirectory, authority: IdentityAuthority },
        ),
        AccountsModule,
        InvitationsModule,
        PasswordsModule,
        MeModule,
        ApiKeysModule,
        ConsumersModule,
      ],
      providers: [{ provide: signingKey, useValue: signing }, Housekeeping],
      exports: [signingKey],
    };
  }
}
