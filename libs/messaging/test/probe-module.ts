import type { DynamicModule, Type } from '@nestjs/common';
import { ChassisModule } from '@switchboard/chassis';
import { PersistenceModule } from '@switchboard/persistence';
import { MessagingModule, type MessagingOptions } from '../src/index.js';
import type { RelayOptions, StateOptions } from '../src/messaging.module.js';

/** What a probe differs in. */
export interface ProbeModuleSettings {
  databaseUrl: string;
  controllers?: Type[] | undefined;
  messaging: Partial<MessagingOptions> & Pick<MessagingOptions, 'brokers' | 'topicPrefix'>;
  relay?: RelayOptions | undefined;
  states?: StateOptions | undefined;
}

/** The module of a small service that has nothing but messaging. */
export function probeModule({
  databaseUrl,
  controllers = [],
  messaging,
  ...parts
}: ProbeModuleSettings): DynamicModule {
  return {
    module: class Probe {},
    controllers,
    imports: [
      ChassisModule.forRoot({ service: 'probe', environment: { LOG_LEVEL: 'silent' } }),
      PersistenceModule.forRoot({ url: databaseUrl, schema: 'probe', applicationName: 'probe' }),
      MessagingModule.forRoot({
        service: 'probe',
        databaseUrl,
        lateProduceMs: 500,
        ...messaging,
        ...parts,
      }),
    ],
  };
}
