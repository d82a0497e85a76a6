import { secret } from '@switchboard/chassis';

/** The variable by which a service, and most operator commands, reach the database; spread into a specification. */
export const databaseEnvironment = {
  DATABASE_URL: secret({ desc: 'PostgreSQL as the running role, <service>_app' }),
};
