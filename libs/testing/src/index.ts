export type {
  ArrivingChat,
  AssignmentSystem,
  ExplanationSize,
  OpenAssignmentSystem,
  OpenChat,
  SystemAddress,
} from './assignment-system.js';
export { FaultProxy, resetConnection, type FaultMode } from './fault-proxy.js';
export { serviceVariables } from './service-variables.js';
export { testStores, type TestSchema, type TestStores } from './test-stores.js';
export { startTestService, type TestService } from './test-service.js';
export {
  openBroker,
  testBroker,
  type Collected,
  type ConsumedMessage,
  type ProducedMessage,
  type TestBroker,
} from './test-broker.js';
export { testDatabase, type TestDatabase } from './test-database.js';
export { testEnvironment } from './test-environment.js';
export type { RedisLine, TestRedis } from './redis-line.js';
export { testRedis } from './test-redis.js';
export { TestRedisCluster } from './redis-cluster/test-redis-cluster.js';
export { TestTokens } from './test-tokens.js';
export { until } from './until.js';
export { Mailbox, type ReadMail } from './outside/mailbox.js';
export { Storefront, type CustomerWords } from './outside/storefront.js';
export { runningSuite, type SuiteAddress } from './outside/suite-address.js';
export { runSource } from './suite/run-source.js';
export { freePort, ServiceProcess, type ServiceName } from './suite/service-process.js';
export { TestSuite, type SuiteOptions } from './suite/test-suite.js';
export { ApiError, call, type CallOptions } from './outside/json-api.js';
export { seededPassword, seedShop, type SeededMember, type SeededShop } from './outside/seed-shop.js';
/** The tables that walks over every route are made from. */
export { permissionsOf, routePolicies, type Permission, type RoutePolicy } from '@switchboard/permissions';
export { problemCatalogue } from '@switchboard/http';
export { badInputs, isVague, type BadInputs } from './bad-inputs.js';
