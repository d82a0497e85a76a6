import { defineEnvironment, integer, listenEnvironment } from '@switchboard/chassis';
import { httpEnvironment, identityClientEnvironment } from '@switchboard/http';
import { messagingEnvironment } from '@switchboard/messaging';
import { databaseEnvironment } from '@switchboard/persistence';
import { redisEnvironment } from '@switchboard/redis';

/** Every variable of the service, checked once at start; each also as NAME_FILE. */
export const readEnvironment = () =>
  defineEnvironment({
    ...listenEnvironment,
    ...databaseEnvironment,
    ...redisEnvironment,
    ...messagingEnvironment,
    ...httpEnvironment,
    ...identityClientEnvironment,
    OUTBOUND_LIMIT_MS: integer({
      min: 100,
      max: 60_000,
      default: 2_000,
      desc: 'how long a reply waits for its translation',
    }),
    PRESENCE_GRACE_MS: integer({
      min: 1_000,
      max: 600_000,
      default: 30_000,
      desc: 'how long an agent stays online after the last stream closed',
    }),
    MESSAGE_RETENTION_DAYS: integer({
      min: 1,
      max: 36_500,
      default: 400,
      desc: 'how long messages are kept after the last one of their chat',
    }),
  });

/** The validated variables. */
export type RoutingEnvironment = ReturnType<typeof readEnvironment>;
