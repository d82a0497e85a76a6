import { Module, type DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { ENVIRONMENT } from './environment.js';
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
  /** The validated variables, for whatever asks for ENVIRONMENT; LOG_LEVEL is pino's. */
  environment: { LOG_LEVEL: string };
}

/** Environment, logs, health, metrics, repeating jobs and the order of shutdown; global. */
@Module({})
export class ChassisModule {
  static forRoot({ service, environment }: ChassisSettings): DynamicModule {
    const info = new ServiceInfo(service);
    return {
      module: ChassisModule,
      global: true,
      imports: [LoggerModule.forRoot(logSettings(info, environment.LOG_LEVEL))],
      controllers: [HealthController],
      providers: [
        { provide: ServiceInfo, useValue: info },
        { provide: ENVIRONMENT, useValue: environment },
        { provide: Metrics, useFactory: () => new Metrics(service) },
        ReadinessRegistry,
        LivenessRegistry,
        ShutdownSequence,
        RepeatingJobs,
      ],
      exports: [
        ServiceInfo,
        ENVIRONMENT,
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
