import { Module, type DynamicModule } from '@nestjs/common';
import { ChassisModule } from '@switchboard/chassis';
import { agentsTopic, membersTopic, settingsTopic, shopsTopic } from '@switchboard/contracts';
import { HttpModule } from '@switchboard/http';
import { MessagingModule } from '@switchboard/messaging';
import { PersistenceModule } from '@switchboard/persistence';
import { RedisModule } from '@switchboard/redis';
import { AssignmentModule } from './assignment/assignment.module.js';
import { ChatsModule } from './chats/chats.module.js';
import { ConsumersModule } from './consumers/consumers.module.js';
import { dataSourceSettings } from './db/data-source.js';
import type { RoutingEnvironment } from './environment.js';
import { LifecycleModule } from './lifecycle/lifecycle.module.js';
import { MessagesModule } from './messages/messages.module.js';
import { LoadStateSource } from './presence/load-state.source.js';
import { PresenceModule } from './presence/presence.module.js';
import { EventLogModule } from './event-log/event-log.module.js';
import { RoutingRelayHook } from './stream/routing-relay.hook.js';
import { SERVICE } from './service-name.js';
import { StreamModule } from './stream/stream.module.js';
import { TransfersModule } from './transfers/transfers.module.js';
import { WorkloadModule } from './workload/workload.module.js';

/** The routing service: chats, who gets them, and what leaves for customers. */
@Module({})
export class RoutingModule {
  static forRoot(environment: RoutingEnvironment): DynamicModule {
    return {
      module: RoutingModule,
      imports: [
        ChassisModule.forRoot({ service: SERVICE, environment }),
        PersistenceModule.forRoot(dataSourceSettings(environment.DATABASE_URL)),
        RedisModule.forRoot(environment),
        MessagingModule.forRoot({
          service: SERVICE,
          brokers: environment.KAFKA_BROKERS,
          topicPrefix: environment.KAFKA_TOPIC_PREFIX,
          databaseUrl: environment.DATABASE_URL,
          // Nothing is assigned before these are consumed: see AssignmentEngine.
          startTopics: [membersTopic, shopsTopic, agentsTopic, settingsTopic].map(({ name }) => name),
          states: { sources: [LoadStateSource] },
          // Customers' messages share their calls, and so do translations' results: the more at once, the fewer.
          concurrency: 128,
          // Fewer and fuller fetches and rounds where much comes; half of each is what an event waits for at the median.
          fetchRestMs: 10,
          relayRestMs: 15,
          relay: { hook: RoutingRelayHook, imports: [EventLogModule, PresenceModule] },
        }),
        HttpModule.forRoot({
          service: SERVICE,
          document: new URL('../openapi.json', import.meta.url),
          issuer: environment.TRUSTED_ISSUER,
          jwksUrl: new URL('/.well-known/jwks.json', environment.IDENTITY_URL).href,
          internalCredentials: environment.INTERNAL_CREDENTIALS,
          identityUrl: environment.IDENTITY_URL,
          corsOrigins: environment.CORS_ORIGINS,
          requestsPerMinute: environment.REQUESTS_PER_MINUTE,
        }),
        AssignmentModule.forRoot({ databaseUrl: environment.DATABASE_URL }),
        ChatsModule,
        MessagesModule,
        TransfersModule,
        WorkloadModule,
        LifecycleModule,
        PresenceModule,
        StreamModule,
        ConsumersModule,
      ],
    };
  }
}
