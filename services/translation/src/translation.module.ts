import { Module, type DynamicModule } from '@nestjs/common';
import { ChassisModule } from '@switchboard/chassis';
import { chatsTopic, membersTopic, messagesTopic, settingsTopic, shopsTopic } from '@switchboard/contracts';
import { HttpModule } from '@switchboard/http';
import { MessagingModule } from '@switchboard/messaging';
import { PersistenceModule } from '@switchboard/persistence';
import { RedisModule } from '@switchboard/redis';
import { ConsumersModule } from './consumers/consumers.module.js';
import { dataSourceSettings } from './db/data-source.js';
import type { TranslationEnvironment } from './environment.js';
import { Housekeeping } from './housekeeping/housekeeping.js';
import { ProvidersModule } from './providers/providers.module.js';
import type { TranslationProvider } from './providers/translation-provider.js';
import { SERVICE } from './service-name.js';
import { SettingStateSource } from './settings/setting-state.source.js';
import { SettingsModule } from './settings/settings.module.js';
import { TranslatingModule } from './translating/translating.module.js';

/** The composition root. `doubles`: providers in place of the configured ones, for tests. */
@Module({})
export class TranslationModule {
  static forRoot(
    environment: TranslationEnvironment,
    doubles?: readonly TranslationProvider[],
  ): DynamicModule {
    const providers = ProvidersModule.forRoot(
      {
        order: environment.TRANSLATION_PROVIDERS,
        environment,
        requestMs: environment.PROVIDER_LIMIT_MS,
      },
      doubles,
    );
    const translating = TranslatingModule.forRoot(environment.TRANSLATION_LIMIT_MS, providers);
    return {
      module: TranslationModule,
      imports: [
        ChassisModule.forRoot({ service: SERVICE, environment }),
        PersistenceModule.forRoot(dataSourceSettings(environment.DATABASE_URL)),
        RedisModule.forRoot(environment),
        MessagingModule.forRoot({
          service: SERVICE,
          brokers: environment.KAFKA_BROKERS,
          topicPrefix: environment.KAFKA_TOPIC_PREFIX,
          databaseUrl: environment.DATABASE_URL,
          states: { sources: [SettingStateSource] },
          // A few milliseconds do not matter here; fewer and fuller fetches and rounds are worth more.
          fetchRestMs: 50,
          relayRestMs: 20,
          // Events of chats share their transactions: the more at once, the fewer.
          concurrency: 128,
          startTopics: [membersTopic, shopsTopic, settingsTopic, chatsTopic, messagesTopic].map(
            ({ name }) => name,
          ),
        }),
        HttpModule.forRoot({
          service: SERVICE,
          document: new URL('../openapi.json', import.meta.url),
          issuer: environment.TRUSTED_ISSUER,
          jwksUrl: new URL('/.well-known/jwks.json', environment.IDENTITY_URL).href,
          identityUrl: environment.IDENTITY_URL,
          internalCredentials: environment.INTERNAL_CREDENTIALS,
          corsOrigins: environment.CORS_ORIGINS,
          requestsPerMinute: environment.REQUESTS_PER_MINUTE,
        }),
        providers,
        translating,
        SettingsModule,
        ConsumersModule,
      ],
      providers: [Housekeeping],
    };
  }
}
