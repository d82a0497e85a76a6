import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

/**
 * Lets `node --conditions=@switchboard/source --import source-loader.mjs file.ts` run the workspace's sources, decorators
 * included, without a build: a process that is to be killed must run what the test's own process runs.
 */
const configFile = fileURLToPath(new URL('../../.swcrc', import.meta.url));

registerHooks({
  resolve(specifier, context, next) {
    const isSource = context.parentURL?.endsWith('.ts') && /^\.{1,2}\/.*\.js$/.test(specifier);
    return next(isSource ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
  load(url, context, next) {
    if (!url.endsWith('.ts')) return next(url, context);
    const filename = fileURLToPath(url);
    const { code } = transformSync(readFileSync(filename, 'utf8'), { filename, configFile });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
