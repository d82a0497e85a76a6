import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ChassisModule } from '@switchboard/chassis';
import { MessagingModule } from '@switchboard/messaging';
import { PersistenceModule } from '@switchboard/persistence';
import { ApiKeyStore } from '../api-keys/api-key-store.js';
import { PlatformKeys } from '../api-keys/platform-keys.js';
import { dataSourceSettings } from '../db/data-source.js';
import { readOperatorEnvironment } from '../environment.js';
import { SERVICE } from '../service-name.js';

/** What operator commands need of the service: its database and outbox. The running service publishes what they write. */
@Module({})
class OperatorModule {
  static forRoot(databaseUrl: string): DynamicModule {
    return {
      module: OperatorModule,
      imports: [
        ChassisModule.forRoot({ service: SERVICE, environment: { LOG_LEVEL: 'error' } }),
        PersistenceModule.forRoot({
          ...dataSourceSettings(databaseUrl),
          applicationName: `${SERVICE}-operator`,
          poolSize: 2,
        }),
        MessagingModule.forRoot({ service: SERVICE, brokers: [], topicPrefix: '', databaseUrl }),
      ],
      providers: [ApiKeyStore, PlatformKeys],
    };
  }
}

/** Gives `work` one part of the service, over DATABASE_URL, and closes everything afterwards. */
export async function withService<Part, Result>(
  part: abstract new (...args: never[]) => Part,
  work: (part: Part) => Promise<Result>,
): Promise<Result> {
  const { DATABASE_URL } = readOperatorEnvironment();
  const app = await NestFactory.createApplicationContext(OperatorModule.forRoot(DATABASE_URL), {
    logger: ['error'],
    abortOnError: false,
  });
  try {
    return await work(app.get(part, { strict: false }));
  } finally {
    await app.close();
  }
}
