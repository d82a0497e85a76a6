/** `@jest/globals` for the test file that is being loaded; see native-runtime.cjs. */
export const { jest, expect, describe, it, test, beforeAll, beforeEach, afterAll, afterEach } =
  globalThis[Symbol.for('switchboard.jest-globals')];
