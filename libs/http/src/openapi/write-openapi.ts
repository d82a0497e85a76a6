import { readFile, writeFile } from 'node:fs/promises';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadDocComments } from './doc-comments.js';
import { buildDocument } from './document.js';
import { undescribed } from './undescribed.js';

/** What `writeOpenApi` is given. */
export interface OpenApiTarget {
  service: string;
  /** The composition root; nothing in it is created (Nest's preview mode), so no infrastructure is needed. */
  module: Type | DynamicModule;
  /** The service's folder with `src/`, `dist/` and the committed openapi.json. */
  home: URL;
  /** Compare instead of writing. */
  check?: boolean;
}

/**
 * Writes a service's openapi.json, or compares it. Answers false when the file differs from the code. Throws when
 * something is not described: a frontend team would have to guess.
 */
export async function writeOpenApi({
  service,
  module,
  home,
  check = false,
}: OpenApiTarget): Promise<boolean> {
  const file = new URL('openapi.json', home);
  const comments = await loadDocComments({
    sources: new URL('src/', home),
    compiled: new URL('dist/', home),
  });
  const app = await NestFactory.create<NestFastifyApplication>(module as Type, new FastifyAdapter(), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  const document = buildDocument(app, service, comments);
  const missing = undescribed(document);
  if (missing.length > 0) throw new Error(`openapi.json: not described:\n  ${missing.join('\n  ')}`);
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (!check) {
    await writeFile(file, text);
    return true;
  }
  const committed = await readFile(file, 'utf8').catch(() => undefined);
  return committed === text;
}
