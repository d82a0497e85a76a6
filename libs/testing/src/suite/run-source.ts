import { fileURLToPath } from 'node:url';

/** Arguments of Node with which it runs the workspace's TypeScript sources as they are, without a build. */
export const runSource: readonly string[] = [
  '--conditions=@switchboard/source',
  '--import',
  fileURLToPath(new URL('../../source-loader.mjs', import.meta.url)),
];
