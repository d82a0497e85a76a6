import nx from '@nx/eslint-plugin';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** What each room may import; the same rules stand in the TypeScript project references. */
const scope = (name, ...others) => ({
  sourceTag: `scope:${name}`,
  onlyDependOnLibsWithTags: [name, ...others].map((other) => `scope:${other}`),
});
const everyLib = ['contracts', 'permissions', 'text', 'chassis', 'persistence', 'redis', 'messaging', 'http'];
const depConstraints = [
  scope('text'),
  scope('contracts', 'text'),
  scope('permissions', 'contracts', 'text'),
  scope('client'),
  scope('chassis'),
  scope('persistence', 'chassis'),
  scope('redis', 'chassis'),
  scope('messaging', 'contracts', 'persistence', 'chassis'),
  scope('http', 'contracts', 'permissions', 'text', 'persistence', 'redis', 'chassis'),
  scope('testing', ...everyLib),
  ...['identity', 'team', 'routing', 'translation'].map((name) => scope(name, ...everyLib)),
  scope('e2e', 'client', 'contracts', 'testing'),
  scope('bench', 'client', 'contracts', 'testing'),
];
const forTests = depConstraints.map((rule) => ({
  ...rule,
  onlyDependOnLibsWithTags: [
    ...rule.onlyDependOnLibsWithTags,
    ...['testing', ...everyLib].map((n) => `scope:${n}`),
  ],
}));
/** Tests of every lib use libs/testing, which uses every lib: no cycle at run time. */
const ignoredCircularDependencies = everyLib.map((name) => ['@switchboard/testing', `@switchboard/${name}`]);
const boundaries = (depConstraints) => ['error', { depConstraints, ignoredCircularDependencies }];
const tests = ['**/*.spec.ts', '**/test/**/*.ts'];

export default tseslint.config(
  { ignores: ['**/dist', '**/out-tsc', '**/node_modules', '.nx', '.local', '**/generated', 'bench/results'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommended],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@nx/enforce-module-boundaries': boundaries(depConstraints),
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { arguments: false, attributes: false } },
      ],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-unsafe-function-type': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      'no-console': 'error',
      'max-lines': ['error', { max: 300 }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only environment.ts reads the environment.' },
      ],
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'kafkajs', message: 'Only libs/messaging knows the Kafka client.' }] },
      ],
    },
  },
  {
    files: tests,
    rules: {
      '@nx/enforce-module-boundaries': boundaries(forTests),
      'max-lines': ['error', { max: 500 }],
      'no-restricted-properties': 'off',
    },
  },
  {
    files: ['libs/messaging/**/*.ts', 'libs/testing/**/*.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: [
      '**/environment.ts',
      'libs/testing/src/**/*.ts',
      'e2e/**/*.ts',
      'bench/**/*.ts',
      '**/openapi.ts',
      '**/*generate*.ts',
    ],
    rules: { 'no-restricted-properties': 'off', 'no-console': 'off' },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: globals.node, ecmaVersion: 2024, sourceType: 'module' },
    rules: {
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-undef': 'error',
      'max-lines': ['error', { max: 300 }],
    },
  },
  {
    files: ['**/*.spec.mjs', '**/*.containers.mjs'],
    languageOptions: { globals: globals.jest },
  },
);
