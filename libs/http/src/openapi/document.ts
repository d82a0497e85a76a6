import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { describe } from '../access/check-routes.js';
import { listRoutes, type Route } from '../access/list-routes.js';
import { problemCatalogue } from '../problems/problem-catalogue.js';
import { problemsOf, type OperationInput } from './problems-of-route.js';
import { problemSchema } from './problem-schema.js';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']> & Record<`x-${string}`, unknown>;

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/**
 * The OpenAPI 3.1 document of a service: what the controllers and DTOs say, and for each route its security
 * and every problem it may answer. Internal routes, probes and figures are not part of the public contract.
 */
export function buildDocument(app: INestApplication, service: string): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(`Switchboard: ${service}`)
    .setDescription('Errors are RFC 9457 problems with a stable `code`; see each operation for its own.')
    .setVersion('1')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Access token of a user' },
      'user',
    )
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', bearerFormat: 'swk_…', description: 'API key' },
      'apiKey',
    )
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    autoTagControllers: true,
    operationIdFactory: (controller, method) =>
      `${lowerFirst(controller.replace(/Controller$/, ''))}_${method}`,
  });
  const routes = new Map(listRoutes(app).map((route) => [`${route.method} ${template(route.path)}`, route]));
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of methods) {
      const operation = item[method] as Operation | undefined;
      const route = routes.get(`${method.toUpperCase()} ${path}`);
      if (!operation) continue;
      if (isPublicContract(route)) complete(operation, route);
      else delete item[method];
    }
    if (!methods.some((method) => item[method])) delete document.paths[path];
  }
  document.components = {
    ...document.components,
    schemas: sorted({ ...document.components?.schemas, Problem: problemSchema }),
  };
  document.paths = sorted(document.paths);
  return document;
}

/** Operations whose success is described by no schema, though they answer something. */
export function undescribedAnswers(document: OpenAPIObject): string[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const answers = Object.entries(item[method]?.responses ?? {}).filter(([status]) => /^2/.test(status));
      const described = answers.some(
        ([status, answer]) => status === '204' || (answer && 'content' in answer && answer.content),
      );
      return item[method] === undefined || described ? [] : [`${method.toUpperCase()} ${path}`];
    }),
  );
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
const template = (path: string): string => path.replace(/:(\w+)/g, '{$1}');
const sorted = <T>(record: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

const isPublicContract = (route: Route | undefined): route is Route =>
  route?.access !== undefined && route.access.kind !== 'internal';

function complete(operation: Operation, route: Route): void {
  const { access } = route;
  if (!access) return;
  operation['x-access'] = describe(access);
  for (const parameter of operation.parameters ?? []) {
    // Every id in a path is one of the suite's (`IdParam`).
    if ('in' in parameter && parameter.in === 'path' && /^id$|Id$/.test(parameter.name)) {
      parameter.schema = { type: 'string', format: 'uuid' };
    }
  }
  const schemes = access.kind === 'signed-in' ? ['user'] : [];
  if (access.kind === 'caller' && access.permission) schemes.push('user');
  if (access.kind === 'caller' && access.keyScope) schemes.push('apiKey');
  operation.security = schemes.map((scheme) => ({ [scheme]: [] }));
  for (const [status, codes] of problemsOf(route, inputOf(operation))) {
    operation.responses[String(status)] ??= {
      description: codes.map((code) => `\`${code}\`: ${problemCatalogue[code].title}`).join('\n\n'),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
}

function inputOf(operation: Operation): OperationInput {
  const parameters = (operation.parameters ?? []).filter((parameter) => 'in' in parameter);
  return {
    hasBody: operation.requestBody !== undefined,
    hasParameters: parameters.some((parameter) => parameter.in === 'query'),
    headers: parameters.filter(({ in: place }) => place === 'header').map(({ name }) => name.toLowerCase()),
  };
}
