import type { OpenAPIObject } from '@nestjs/swagger';
import { methods } from './operation.js';

/** What a frontend team would have to guess: answers without a schema, operations without a summary, fields without a description. */
export function undescribed(document: OpenAPIObject): string[] {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      if (!operation) return [];
      const name = `${method.toUpperCase()} ${path}`;
      const answers = Object.entries(operation.responses).filter(([status]) => /^2/.test(status));
      const isAnswered = answers.some(
        ([status, answer]) => status === '204' || (answer && 'content' in answer && answer.content),
      );
      return [
        ...(isAnswered ? [] : [`${name}: its answer (@ApiOkResponse and its like)`]),
        ...(operation.summary ? [] : [`${name}: a comment above the method`]),
        ...(operation.parameters ?? [])
          .filter((parameter) => 'in' in parameter && !parameter.description)
          .map((parameter) => `${name}: ${'name' in parameter ? parameter.name : ''}`),
      ];
    }),
  );
  return [
    ...operations,
    ...Object.entries(document.components?.schemas ?? {}).flatMap(([name, schema]) => fields(schema, name)),
  ];
}

function fields(node: unknown, path: string): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const {
    properties = {},
    items,
    oneOf = [],
    anyOf = [],
  } = node as {
    properties?: Record<string, { description?: string }>;
    items?: unknown;
    oneOf?: unknown[];
    anyOf?: unknown[];
  };
  return [
    ...Object.entries(properties).flatMap(([name, property]) => [
      ...(property.description ? [] : [`${path}.${name}`]),
      ...fields(property, `${path}.${name}`),
    ]),
    ...[items, ...oneOf, ...anyOf].flatMap((inner) => fields(inner, path)),
  ];
}
