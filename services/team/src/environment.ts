import { defineEnvironment, listenEnvironment } from '@switchboard/chassis';
import { httpEnvironment, identityClientEnvironment, routingNoticeEnvironment } from '@switchboard/http';
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
    ...routingNoticeEnvironment,
  });

/** The validated variables. */
export type TeamEnvironment = ReturnType<typeof readEnvironment>;
