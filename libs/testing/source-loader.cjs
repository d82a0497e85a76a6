const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { fileURLToPath } = require('node:url');
const { transformSync } = require('@swc/core');

const configFile = join(__dirname, '../../.swcrc');
/** By file: what SWC answered, code and source map. */
const transformed = new Map();

/** `./x.js` in a TypeScript source means `./x.ts`. */
exports.asSource = (specifier, parentURL) =>
  /\.ts(\?|$)/.test(parentURL ?? '') && /^\.{1,2}\/.*\.js$/.test(specifier)
    ? specifier.replace(/\.js$/, '.ts')
    : specifier;

/** What a loader answers for a TypeScript source, decorators included; nothing for other modules. */
exports.compiled = (url) => {
  if (!/\.ts(\?|$)/.test(url)) return undefined;
  const filename = fileURLToPath(url);
  if (!transformed.has(filename))
    transformed.set(
      filename,
      transformSync(readFileSync(filename, 'utf8'), { filename, configFile, sourceMaps: true }),
    );
  return { format: 'module', source: transformed.get(filename).code, shortCircuit: true };
};

/** The source map of a file that was compiled here, by its path or address. */
exports.sourceMapOf = (place) =>
  transformed.get(place.startsWith('file:') ? fileURLToPath(place) : place.replace(/\?.*/, ''))?.map;
