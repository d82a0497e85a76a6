import { Module, type DynamicModule } from '@nestjs/common';
import { ChassisModule } from '@switchboard/chassis';
import { MessagingModule } from '@switchboard/messaging';
import { PersistenceModule } from '@switchboard/persistence';
import { AgentAnnouncement } from '../agents/agent-announcement.js';
import { entities } from '../db/entities.js';
import { RepublishStates } from '../housekeeping/republish-states.js';
import { SettingsAnnouncement } from '../settings/settings-announcement.js';

/** What the operator's commands need of the service: its database and its outbox. Kafka is the running service's. */
@Module({})
export class OperatorModule {
  static forRoot(databaseUrl: string): DynamicModule {
    return {
      module: OperatorModule,
      imports: [
        ChassisModule.forRoot({ service: 'team', logLevel: 'silent' }),
        PersistenceModule.forRoot({
          url: databaseUrl,
          schema: 'team',
          applicationName: 'team-operator',
          entities,
          poolSize: 2,
        }),
        MessagingModule.forRoot({ service: 'team', brokers: [], topicPrefix: '', databaseUrl }),
      ],
      providers: [AgentAnnouncement, SettingsAnnouncement, RepublishStates],
    };
  }
}
