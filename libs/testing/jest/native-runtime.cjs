/**
 * Runs a test file as Node runs any module: packages are loaded once per worker, not once per test file, which took
 * longer than most tests. The repository's own modules are loaded again for each file: no state is shared between files.
 */
const { createHash } = require('node:crypto');
const { mkdirSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { sourceMapOf } = require('../source-loader.cjs');
const { loadForFile } = require('./native-modules.cjs');

const maps = join(tmpdir(), `switchboard-source-maps-${process.getuid?.() ?? 0}`);
/** Where the map of a place was written. */
const written = new Map();
const eventHandlers = Symbol.for('EVENT_HANDLERS');

/** The part of Jest's runtime that its runner and jest-circus call. */
class NativeRuntime {
  constructor(config, environment) {
    this.config = config;
    this.environment = environment;
  }

  /** jest-circus keeps what it found in its module: fresh for each file. */
  requireInternalModule(path) {
    delete require.cache[path];
    delete globalThis[eventHandlers];
    return require(path);
  }

  requireModule(path) {
    return require(path);
  }

  /** What `@jest/globals` gives to this file. */
  setGlobalsForRuntime(globals) {
    const mocks = this.environment.moduleMocker;
    const jest = {
      fn: mocks.fn.bind(mocks),
      spyOn: mocks.spyOn.bind(mocks),
      restoreAllMocks: () => (mocks.restoreAllMocks(), jest),
    };
    globalThis[Symbol.for('switchboard.jest-globals')] = { ...globals, jest };
  }

  unstable_shouldLoadAsEsm() {
    return true;
  }

  unstable_importModule(path) {
    return loadForFile(pathToFileURL(path).href);
  }

  /** Jest reads maps from files: written once, for the sources that stand in a stack. */
  getSourceMaps() {
    return {
      get: (place) => {
        if (!written.has(place)) written.set(place, writeMap(place));
        return written.get(place);
      },
      [Symbol.iterator]: () => [].values(),
    };
  }

  restoreAllMocks() {
    this.environment.moduleMocker.restoreAllMocks();
  }

  enterTestCode() {}
  leaveTestCode() {}
  getAllCoverageInfoCopy() {}
  teardown() {
    this.restoreAllMocks();
  }
}

function writeMap(place) {
  const map = sourceMapOf(place);
  if (!map) return undefined;
  mkdirSync(maps, { recursive: true });
  const file = join(maps, createHash('sha256').update(map).digest('hex'));
  writeFileSync(file, map);
  return file;
}

module.exports = NativeRuntime;
