/** Suites that need Docker: `npm run test:containers`. */
export default {
  rootDir: '..',
  testMatch: ['<rootDir>/**/*.containers.mjs'],
  transform: {},
  testTimeout: 60_000,
};
