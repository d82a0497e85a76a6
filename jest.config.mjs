import { readdirSync, existsSync } from 'node:fs';

const workspaces = ['libs', 'services']
  .flatMap((root) => readdirSync(root).map((name) => `${root}/${name}`))
  .concat('e2e', 'bench')
  .filter((dir) => existsSync(`${dir}/package.json`));

/** One Jest project per workspace: real ES modules, sources compiled by SWC, workspace libs read from their sources. */
const project = (dir) => ({
  displayName: dir,
  rootDir: dir,
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@switchboard/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { swcrc: true, configFile: new URL('.swcrc', import.meta.url).pathname }],
  },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
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

/** The stack's own code: plain JavaScript modules, as they are. */
const deploy = {
  displayName: 'deploy',
  rootDir: 'deploy',
  testMatch: ['<rootDir>/**/*.spec.mjs'],
  transform: {},
};

export default {
  projects: [...workspaces.map(project), deploy, redisClusterCore, redisClusterRest],
  // Patience costs nothing where all is well; a busy machine is no finding.
  testTimeout: 120_000,
  maxWorkers: 2,
  // Contexts of ES modules are never given back: a worker's heap grows with every file, and collecting it stops the clock.
  workerIdleMemoryLimit: '1GB',
};
