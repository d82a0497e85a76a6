import { registerHooks } from 'node:module';
import { asSource, compiled } from './source-loader.cjs';

/**
 * Lets `node --conditions=@switchboard/source --import source-loader.mjs file.ts` run the workspace's sources, decorators
 * included, without a build: a process that is to be killed must run what the test's own process runs.
 */
registerHooks({
  resolve: (specifier, context, next) => next(asSource(specifier, context.parentURL), context),
  load: (url, context, next) => compiled(url) ?? next(url, context),
});
