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

/** The stack's own code: plain JavaScript modules, as they are. */
const deploy = {
  displayName: 'deploy',
  rootDir: 'deploy',
  testMatch: ['<rootDir>/**/*.spec.mjs'],
  transform: {},
};

export default { projects: [...workspaces.map(project), deploy], testTimeout: 30_000, maxWorkers: 2 };
