const { ModuleMocker } = require('jest-mock');

/** The worker's own globals: no second realm in which an Error is not an Error. */
class NativeEnvironment {
  constructor() {
    this.global = globalThis;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.console = globalThis.console;
    this.exit = process.exit;
    this.variables = { ...process.env };
  }

  async setup() {}

  /** What Jest and the file changed of the process is the next file's no more. */
  async teardown() {
    globalThis.console = this.console;
    process.exit = this.exit;
    for (const name of Object.keys(process.env)) if (!(name in this.variables)) delete process.env[name];
    Object.assign(process.env, this.variables);
  }

  getVmContext() {
    return null;
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }
}

module.exports = NativeEnvironment;
