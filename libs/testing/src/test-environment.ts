const required = (name: string): string => {
  const value = process.env[name];
  if (!value)
    throw new Error(`${name} is not set: \`npm test\` brings up the test infrastructure and sets it`);
  return value;
};

/** Where this test run's own infrastructure is; set by `npm test`. */
export const testEnvironment = {
  /** Administrator's URL. */
  get postgresUrl() {
    return required('TEST_POSTGRES_URL');
  },
  get redisUrl() {
    return required('TEST_REDIS_URL').replace(/\/$/, '');
  },
  /** Whether `testRedis` is to be a cluster; set by the Jest projects that are about it. */
  get onRedisCluster() {
    return process.env['TEST_ON_REDIS_CLUSTER'] === 'yes';
  },
  get kafkaBrokers() {
    return required('TEST_KAFKA_BROKERS').split(',');
  },
  get smtpUrl() {
    return required('TEST_SMTP_URL');
  },
  /** The page and API of the mail catcher. */
  get mailUrl() {
    return required('TEST_MAIL_URL');
  },
  /** The real Apertium; undefined where the machine has none. */
  get apertiumUrl() {
    return process.env['APERTIUM_URL'];
  },
  /** How much a proof tries: `short` in `npm test`, `long` in `npm run test:proof`. */
  proof(size: { short: number; long: number }): number {
    return process.env['TEST_PROOF'] === 'yes' ? size.long : size.short;
  },
  /** What a person who runs one test alone may change of it, such as `RACE_RUNS`; in `npm test` undefined. */
  option(name: string): string | undefined {
    return process.env[name];
  },
  /** One for all workers of a run: templates are made once and shared. */
  get runId() {
    return process.send ? process.ppid : process.pid;
  },
};
