import { readFile, writeFile } from 'node:fs/promises';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { buildDocument } from './document.js';

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
 * Writes a service's openapi.json, or compares it. Answers false when the file differs from the code.
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
  const text = `${JSON.stringify(buildDocument(app, service), null, 2)}\n`;
  if (!check) {
    await writeFile(file, text);
    return true;
  }
  const committed = await readFile(file, 'utf8').catch(() => undefined);
  return committed === text;
}
