import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { listRoutes, type Route } from '../access/list-routes.js';
import { closeBodies } from './close-bodies.js';
import type { ClassComments } from './doc-comments.js';
import { completeOperation, methods, type Operation } from './operation.js';
import { problemSchema } from './problem-schema.js';
import { nameSchemas } from './schema-names.js';

const config = (service: string) =>
  new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(`Switchboard: ${service}`)
    .setDescription('Errors are RFC 9457 problems with a stable `code`; see each operation for its own.')
    .setVersion('1')
    .addServer('/', 'The one origin of the suite')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Access token of a user' },
      'user',
    )
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', bearerFormat: 'swk_…', description: 'API key' },
      'apiKey',
    )
    .build();

/**
 * The OpenAPI 3.1 document of a service: what the controllers and DTOs say, and for each route its security
 * and every problem it may answer. Internal routes, probes and figures are not part of the public contract.
 */
export function buildDocument(
  app: INestApplication,
  service: string,
  comments: ClassComments = new Map(),
): OpenAPIObject {
  const document = SwaggerModule.createDocument(app, config(service), {
    operationIdFactory: (_, method) => method,
  });
  const routes = new Map(listRoutes(app).map((route) => [`${route.method} ${template(route.path)}`, route]));
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of methods) {
      const operation = item[method] as Operation | undefined;
      const route = routes.get(`${method.toUpperCase()} ${path}`);
      if (!operation) continue;
      if (isPublicContract(route)) completeOperation(operation, route);
      else delete item[method];
    }
    if (!methods.some((method) => item[method])) delete document.paths[path];
  }
  document.paths = sorted(document.paths);
  const schemas = document.components?.schemas ?? {};
  for (const [name, schema] of Object.entries(schemas)) {
    const description = comments.get(name);
    if (description && !('$ref' in schema)) schema.description ??= description;
  }
  document.components = { ...document.components, schemas: { ...schemas, Problem: problemSchema } };
  const named = nameSchemas(document);
  closeBodies(named);
  return named;
}

const template = (path: string): string => path.replace(/:(\w+)/g, '{$1}');
const sorted = <T>(record: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

const isPublicContract = (route: Route | undefined): route is Route =>
  route?.access !== undefined && route.access.kind !== 'internal';
