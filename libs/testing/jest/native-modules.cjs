const { registerHooks } = require('node:module');
const { pathToFileURL } = require('node:url');
const { compiled, asSource } = require('../source-loader.cjs');

const repository = pathToFileURL(`${__dirname}/../../..`).href;
const globals = pathToFileURL(`${__dirname}/globals.mjs`).href;
const file = /[?&]testFile=\d+/;
let files = 0;

registerHooks({
  resolve(specifier, context, next) {
    const mark = file.exec(context.parentURL ?? '')?.[0];
    if (!mark) return next(specifier, context);
    if (specifier === '@jest/globals') return { url: globals + mark, format: 'module', shortCircuit: true };
    const conditions = ['@switchboard/source', ...context.conditions];
    const found = next(asSource(specifier, context.parentURL), { ...context, conditions });
    const own = found.url.startsWith(repository) && !found.url.includes('/node_modules/');
    return own ? { ...found, url: found.url + mark } : found;
  },
  load(url, context, next) {
    return compiled(url) ?? next(url, context);
  },
});

/** Imports a test file, and with it a copy of its own of every module of the repository. */
exports.loadForFile = (url) => import(`${url}?testFile=${(files += 1)}`);
