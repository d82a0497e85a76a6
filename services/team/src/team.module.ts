import { Module, type DynamicModule } from '@nestjs/common';
import { ChassisModule } from '@switchboard/chassis';
import { HttpModule } from '@switchboard/http';
import { MessagingModule } from '@switchboard/messaging';
import { PersistenceModule } from '@switchboard/persistence';
import { RedisModule } from '@switchboard/redis';
import { AgentStateSource } from './agents/agent-state.source.js';
import { AgentsModule } from './agents/agents.module.js';
import { ConsumersModule } from './consumers/consumers.module.js';
import { dataSourceSettings } from './db/data-source.js';
import type { TeamEnvironment } from './environment.js';
import { MembershipModule } from './membership/membership.module.js';
import { SERVICE } from './service-name.js';
import { SettingsStateSource } from './settings/settings-state.source.js';
import { SettingsModule } from './settings/settings.module.js';

/** The team service: agents of each shop and the shop's settings. */
@Module({})
export class TeamModule {
  static forRoot(environment: TeamEnvironment): DynamicModule {
    return {
      module: TeamModule,
      imports: [
        ChassisModule.forRoot({ service: SERVICE, environment }),
        PersistenceModule.forRoot(dataSourceSettings(environment.DATABASE_URL)),
        RedisModule.forRoot(environment),
        MessagingModule.forRoot({
          service: SERVICE,
          brokers: environment.KAFKA_BROKERS,
          topicPrefix: environment.KAFKA_TOPIC_PREFIX,
          databaseUrl: environment.DATABASE_URL,
          states: { sources: [AgentStateSource, SettingsStateSource] },
          // Open chats and presence may be two seconds old.
          fetchRestMs: 50,
          relayRestMs: 30,
        }),
        HttpModule.forRoot({
          service: SERVICE,
          document: new URL('../openapi.json', import.meta.url),
          issuer: environment.TRUSTED_ISSUER,
          jwksUrl: new URL('/.well-known/jwks.json', environment.IDENTITY_URL).href,
          internalCredentials: environment.INTERNAL_CREDENTIALS,
          identityUrl: environment.IDENTITY_URL,
          routingUrl: environment.ROUTING_URL,
          corsOrigins: environment.CORS_ORIGINS,
          requestsPerMinute: environment.REQUESTS_PER_MINUTE,
        }),
        MembershipModule,
        AgentsModule,
        SettingsModule,
        ConsumersModule,
      ],
    };
  }
}
