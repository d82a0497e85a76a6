/** Runs before the test files of the projects that are about clusters: `testRedis` is one from here on. */
process.env.TEST_ON_REDIS_CLUSTER = 'yes';
