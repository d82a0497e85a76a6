import type { OpenAPIObject } from '@nestjs/swagger';
import { methods } from './operation.js';

type Schema = Record<string, unknown>;

/** Unknown fields are refused, so every schema that a request body reaches says `additionalProperties: false`. */
export function closeBodies(document: OpenAPIObject): void {
  const seen = new Set<unknown>();
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
  const close = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || seen.has(node)) return;
    seen.add(node);
    const schema = node as Schema;
    if (typeof schema.$ref === 'string') close(schemas[schema.$ref.split('/').at(-1)!]);
    if (schema.properties) schema.additionalProperties ??= false;
    Object.values(schema).forEach(close);
  };
  for (const item of Object.values(document.paths)) {
    for (const method of methods) close(item[method]?.requestBody);
  }
}
