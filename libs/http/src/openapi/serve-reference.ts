import { readFileSync } from 'node:fs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { HttpSettings } from '../http.settings.js';
import { buildDocument } from './document.js';

/**
 * The interactive reference and the document: at `/docs` and `/openapi.json`, and at the addresses they have at the
 * one origin (`/docs/routing`, `/openapi/routing.json`), so that the edge proxy passes them on unchanged.
 */
export function serveReference(app: NestFastifyApplication, { service, document }: HttpSettings): void {
  let read: OpenAPIObject | undefined;
  const open = () =>
    (read ??= document
      ? (JSON.parse(readFileSync(document, 'utf8')) as OpenAPIObject)
      : buildDocument(app, service));
  const places = [
    ['docs', 'openapi.json'],
    [`docs/${service}`, `openapi/${service}.json`],
  ] as const;
  for (const [page, json] of places) {
    SwaggerModule.setup(page, app, open, {
      raw: ['json'],
      jsonDocumentUrl: json,
      customSiteTitle: `Switchboard: ${service}`,
    });
  }
}
