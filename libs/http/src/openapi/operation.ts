import type { OpenAPIObject } from '@nestjs/swagger';
import { describe } from '../access/check-routes.js';
import type { Route } from '../access/list-routes.js';
import { entityTagPattern, sendsETag } from '../input/if-match.js';
import { problemCatalogue } from '../problems/problem-catalogue.js';
import { problemsOf, type OperationInput } from './problems-of-route.js';

type PathItem = OpenAPIObject['paths'][string];

/** HTTP methods as OpenAPI writes them. */
export const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** One operation of the document. */
export type Operation = NonNullable<PathItem['get']> & Record<`x-${string}`, unknown>;
type Parameter = Extract<NonNullable<Operation['parameters']>[number], { in: string }>;

/** Adds what the decorators of a route say beside Nest's own: who may call, every problem, the ETag. */
export function completeOperation(operation: Operation, route: Route): void {
  const { access } = route;
  if (!access) return;
  operation['x-access'] = describe(access);
  const parameters = (operation.parameters ?? []).filter(
    (parameter): parameter is Parameter => 'in' in parameter,
  );
  for (const parameter of parameters) if (parameter.in === 'path') completePathParameter(parameter);
  const schemes = access.kind === 'signed-in' ? ['user'] : [];
  if (access.kind === 'caller' && access.permission) schemes.push('user');
  if (access.kind === 'caller' && access.keyScope) schemes.push('apiKey');
  operation.security = schemes.map((scheme) => ({ [scheme]: [] }));
  if (sendsETag(route.handler, route.controller)) documentETag(operation);
  for (const [status, codes] of problemsOf(route, inputOf(operation, parameters))) {
    operation.responses[String(status)] ??= {
      description: codes.map((code) => `\`${code}\`: ${problemCatalogue[code].title}`).join('\n\n'),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
}

/** Every id in a path is one of the suite's (`IdParam`). */
function completePathParameter(parameter: Parameter): void {
  const [, of] = /^(\w*?)(?:Id|id)$/.exec(parameter.name) ?? [];
  if (of === undefined) return;
  parameter.schema = { type: 'string', format: 'uuid' };
  parameter.description ??= of === '' ? 'Its id' : `Id of the ${of}`;
}

function documentETag({ responses }: Operation): void {
  const header = {
    description: 'The version; for If-Match',
    schema: { type: 'string', pattern: entityTagPattern },
  };
  for (const [status, answer] of Object.entries(responses)) {
    if (/^2/.test(status) && answer && 'description' in answer) answer.headers = { ETag: header as object };
  }
}

const inputOf = ({ requestBody }: Operation, parameters: Parameter[]): OperationInput => ({
  hasBody: requestBody !== undefined,
  query: parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
  headers: new Map(
    parameters
      .filter((parameter) => parameter.in === 'header')
      .map(({ name, required }) => [name.toLowerCase(), required ?? false]),
  ),
});
