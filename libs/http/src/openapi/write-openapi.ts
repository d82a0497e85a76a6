import { readFile, writeFile } from 'node:fs/promises';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { buildDocument, undescribedAnswers } from './document.js';

/** What `writeOpenApi` is given. */
export interface OpenApiTarget {
  service: string;
  /** The composition root; nothing in it is created (Nest's preview mode), so no infrastructure is needed. */
  module: Type | DynamicModule;
  /** The committed file. */
  file: URL;
  /** Compare instead of writing. */
  check?: boolean;
}

/**
 * Writes a service's openapi.json, or compares it. Answers false when the file differs from the code. Throws when a
 * route does not say what it answers: the client's types would have nothing there.
 * `process.exitCode = (await writeOpenApi({ …, check: process.argv.includes('--check') })) ? 0 : 1`
 */
export async function writeOpenApi({
  service,
  module,
  file,
  check = false,
}: OpenApiTarget): Promise<boolean> {
  const app = await NestFactory.create<NestFastifyApplication>(module as Type, new FastifyAdapter(), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  const document = buildDocument(app, service);
  const undescribed = undescribedAnswers(document);
  if (undescribed.length > 0) {
    throw new Error(
      `what these answer is not described (@ApiOkResponse and its like): ${undescribed.join(', ')}`,
    );
  }
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (!check) {
    await writeFile(file, text);
    return true;
  }
  const committed = await readFile(file, 'utf8').catch(() => undefined);
  return committed === text;
}
