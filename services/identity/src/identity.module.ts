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
import type { IdentityEnvironment } from './environment.js';
import { HousekeepingModule } from './housekeeping/housekeeping.module.js';
import { IdentitySettingsModule } from './identity.settings.js';
import { InvitationsModule } from './invitations/invitations.module.js';
import { MeModule } from './me/me.module.js';
import { PasswordsModule } from './passwords/passwords.module.js';
import { PublishingModule } from './publishing/publishing.module.js';
import type { SigningKey } from './sessions/signing-key.js';
import { ShopStateSource } from './shops/shop-state.source.js';
import { MemberStateSource } from './users/member-state.source.js';

const service = 'identity';

/** The identity service: accounts, people, shops, members, sessions, keys, and the audit trail. */
@Module({})
export class IdentityModule {
  static forRoot(environment: IdentityEnvironment, signing: SigningKey): DynamicModule {
    return {
      module: IdentityModule,
      imports: [
        ChassisModule.forRoot({ service, logLevel: environment.LOG_LEVEL }),
        PersistenceModule.forRoot({
          url: environment.DATABASE_URL,
          schema: service,
          applicationName: service,
        }),
        RedisModule.forRoot(environment),
        MessagingModule.forRoot({
          service,
          brokers: environment.KAFKA_BROKERS,
          topicPrefix: environment.KAFKA_TOPIC_PREFIX,
          databaseUrl: environment.DATABASE_URL,
          states: {
            sources: [MemberStateSource, ShopStateSource, ApiKeyStateSource],
            imports: [PublishingModule],
          },
        }),
        HttpModule.forRoot(
          {
            service,
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
        IdentitySettingsModule.forRoot(environment, signing),
        AccountsModule,
        InvitationsModule,
        PasswordsModule,
        MeModule,
        ApiKeysModule,
        ConsumersModule,
        HousekeepingModule,
      ],
    };
  }
}
