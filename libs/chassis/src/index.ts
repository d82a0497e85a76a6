export { Batcher, callAgain, type AfterFailure, type BatcherOptions, type FailedCall } from './batcher.js';
export { ChassisModule, type ChassisSettings } from './chassis.module.js';
export {
  createService,
  listenEnvironment,
  type ListenEnvironment,
  type ServiceExtension,
  type ServiceSettings,
} from './create-service.js';
export {
  defineEnvironment,
  ENVIRONMENT,
  EnvironmentError,
  integer,
  list,
  port,
  secret,
  secrets,
  str,
  url,
  type EnvironmentValues,
} from './environment.js';
export { confirmed } from './confirmed.js';
export { PromptLogger } from './logging.js';
export { Metrics } from './metrics.js';
export { OperatorProgress, runOperator, type OperatorCommand, type OperatorSettings } from './operator.js';
export { RepeatingJob, type RepeatingJobSettings } from './repeating-job.js';
export { RepeatingJobs, type JobSettings } from './repeating-jobs.js';
export { runService, type ServiceDefinition } from './run-service.js';
export { LivenessRegistry, ReadinessRegistry, type HealthProbe } from './health-registry.js';
export { ServiceInfo } from './service-info.js';
export { ShutdownSequence, type ShutdownPhase } from './shutdown-sequence.js';
export { activeTraceparent, inSpan, startTracing, tracer } from './tracing.js';
