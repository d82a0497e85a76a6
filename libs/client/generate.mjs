#!/usr/bin/env node
/**
 * Makes the client's types from the services' committed openapi.json. A file whose document has not changed is left
 * alone. A service without a document stops the build; `--partial` makes its types an unusable placeholder instead,
 * so that work on the others can go on. `--from` and `--to` name other folders.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const services = ['identity', 'team', 'routing', 'translation'];
const { values: options } = parseArgs({
  options: { partial: { type: 'boolean', default: false }, from: { type: 'string' }, to: { type: 'string' } },
});
const folder = (path, fallback) =>
  path ? pathToFileURL(`${resolve(path)}/`) : new URL(fallback, import.meta.url);
const source = folder(options.from, '../../services/');
const target = folder(options.to, './src/generated/');

const read = (url) =>
  readFile(url, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });

const ownSource = await readFile(new URL(import.meta.url), 'utf8');
const { version } = JSON.parse(
  await readFile(new URL(import.meta.resolve('openapi-typescript/package.json')), 'utf8'),
);

async function generate(service) {
  const document = await read(new URL(`${service}/openapi.json`, source));
  if (document === undefined && !options.partial) return `services/${service}/openapi.json is missing`;
  const fingerprint = createHash('sha256')
    .update(ownSource)
    .update(version)
    .update(document ?? '')
    .digest('hex');
  const mark = `// Generated from services/${service}/openapi.json; do not edit. ${fingerprint}\n`;
  const file = new URL(`${service}.ts`, target);
  if ((await read(file))?.startsWith(mark)) return undefined;
  if (document === undefined) {
    await writeFile(file, `${mark}/** There was no document. */\nexport type paths = never;\n`);
    return undefined;
  }
  const parsed = JSON.parse(document);
  if (Object.keys(parsed.paths ?? {}).length === 0) return `services/${service}/openapi.json has no paths`;
  const { astToString, default: openapiTypescript } = await import('openapi-typescript');
  const types = astToString(
    await openapiTypescript(parsed, { alphabetize: true, defaultNonNullable: false }),
  );
  await writeFile(file, mark + types);
  console.log(`client: types of ${service} generated`);
  return undefined;
}

await mkdir(target, { recursive: true });
const faults = (await Promise.all(services.map(generate))).filter((fault) => fault !== undefined);
if (faults.length > 0) {
  console.error(`The client cannot be built: ${faults.join('; ')}. Each is written by its src/openapi.ts`);
  process.exitCode = 1;
}
