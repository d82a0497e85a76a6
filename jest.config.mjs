import { readdirSync, existsSync } from 'node:fs';

const workspaces = ['libs', 'services']
  .flatMap((root) => readdirSync(root).map((name) => `${root}/${name}`))
  .concat('e2e', 'bench')
  .filter((dir) => existsSync(`${dir}/package.json`));

const inTesting = (file) => new URL(`libs/testing/jest/${file}`, import.meta.url).pathname;

/** Files run as Node runs them, packages loaded once per worker; see libs/testing/jest/native-runtime.cjs. */
const native = {
  runtime: inTesting('native-runtime.cjs'),
  testEnvironment: inTesting('native-environment.cjs'),
  moduleFileExtensions: ['ts', 'mjs', 'cjs', 'js', 'json'],
};

/** One Jest project per workspace: real ES modules, sources compiled by SWC, workspace libs read from their sources. */
const project = (dir) => ({
  displayName: dir,
  rootDir: dir,
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  ...native,
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/out-tsc'],
});

/** The same files on a Redis Cluster instead of one server; each gets a cluster of its own. */
const onRedisCluster = (displayName, files) => ({
  ...project('.'),
  displayName,
  testMatch: files.map((file) => `<rootDir>/${file}`),
  testPathIgnorePatterns: ['/node_modules/'],
  setupFiles: ['<rootDir>/libs/testing/on-redis-cluster.mjs'],
});

const engineCore = ['race', 'redis-faults', 'wake-ups', 'capacity', 'work', 'quiet-shops'];
const routingCore = ['presence', 'stream', 'redis-away'];

/** What a cluster could break most; part of `npm test`. */
const redisClusterCore = onRedisCluster('redis-cluster', [
  'libs/redis/test/**/*.spec.ts',
  'services/routing/test/cluster/*.cluster.ts',
  `services/routing/test/engine/{${engineCore}}.spec.ts`,
  `services/routing/test/{${routingCore}}.spec.ts`,
]);

/** The rest of what uses Redis; `npm run test:cluster`. */
const redisClusterRest = onRedisCluster('redis-cluster-rest', [
  'libs/http/test/{access,faults,repeats}.spec.ts',
  'services/identity/test/{access,sessions}.spec.ts',
  'services/routing/test/*.spec.ts',
  'services/routing/test/{engine,lifecycle,memory}/*.spec.ts',
]);
redisClusterRest.testPathIgnorePatterns.push(
  `/test/engine/(${engineCore.join('|')})\\.spec`,
  `/routing/test/(${routingCore.join('|')})\\.spec`,
);

/** Proofs with a number, at their full length; `npm run test:proof`. In `npm test` the same files are short. */
const proof = {
  ...project('.'),
  displayName: 'proof',
  testMatch: [
    'model/model-{1,2}',
    'engine/{race,fairness-properties}',
    'crash/several-processes',
    'work/scale',
  ].map((file) => `<rootDir>/services/routing/test/${file}.spec.ts`),
  testPathIgnorePatterns: ['/node_modules/'],
  setupFiles: ['<rootDir>/libs/testing/as-proof.mjs'],
};

/** The stack's own code: plain JavaScript modules, as they are. */
const deploy = {
  displayName: 'deploy',
  rootDir: 'deploy',
  testMatch: ['<rootDir>/**/*.spec.mjs'],
  ...native,
};

export default {
  projects: [...workspaces.map(project), deploy, redisClusterCore, redisClusterRest, proof],
  // Patience costs nothing where all is well; a busy machine is no finding.
  testTimeout: 120_000,
  maxWorkers: 2,
  // Modules are never given back: a worker's heap grows with every file, and collecting it stops the clock.
  workerIdleMemoryLimit: '1GB',
};
