import type { OpenAPIObject } from '@nestjs/swagger';
import { problemCatalogue } from '../problems/problem-catalogue.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** The body of every error, as OpenAPI shows it. */
export const problemSchema: Schemas[string] = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'requestId'],
  additionalProperties: true,
  properties: {
    type: { type: 'string', description: 'urn:switchboard:problem:<code>' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: {
      type: 'string',
      description: 'Stable; new ones may come.',
      example: 'not_found',
      enum: Object.keys(problemCatalogue),
    },
    detail: { type: 'string' },
    requestId: { type: 'string', description: 'Name it when asking for support.' },
    errors: {
      type: 'array',
      description: 'All faults of the input at once.',
      items: {
        type: 'object',
        required: ['path', 'code', 'message'],
        properties: { path: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};
