import { Module, type DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { HealthController } from './health.controller.js';
import { LivenessRegistry, ReadinessRegistry } from './health-registry.js';
import { logSettings } from './logging.js';
import { Metrics } from './metrics.js';
import { RepeatingJobs } from './repeating-jobs.js';
import { ServiceInfo } from './service-info.js';
import { ShutdownSequence } from './shutdown-sequence.js';

/** What every process of the suite has. */
export interface ChassisSettings {
  service: string;
  /** pino level; `silent` in tests. */
  logLevel: string;
}

/** Logs, health, metrics and the order of the end; global. */
@Module({})
export class ChassisModule {
  static forRoot({ service, logLevel }: ChassisSettings): DynamicModule {
    const info = new ServiceInfo(service);
    return {
      module: ChassisModule,
      global: true,
      imports: [LoggerModule.forRoot(logSettings(info, logLevel))],
      controllers: [HealthController],
      providers: [
        { provide: ServiceInfo, useValue: info },
        { provide: Metrics, useFactory: () => new Metrics(service) },
        ReadinessRegistry,
        LivenessRegistry,
        ShutdownSequence,
        RepeatingJobs,
      ],
      exports: [
        ServiceInfo,
        Metrics,
        ReadinessRegistry,
        LivenessRegistry,
        ShutdownSequence,
        RepeatingJobs,
        LoggerModule,
      ],
    };
  }
}
