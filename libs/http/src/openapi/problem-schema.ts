import type { OpenAPIObject } from '@nestjs/swagger';
import { problemCatalogue } from '../problems/problem-catalogue.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** The body of every error, as OpenAPI shows it. */
export const problemSchema: Schemas[string] = {
  type: 'object',
  description: 'An error: RFC 9457 problem details.',
  required: ['type', 'title', 'status', 'code', 'requestId'],
  additionalProperties: true,
  properties: {
    type: { type: 'string', description: 'urn:switchboard:problem:<code>' },
    title: { type: 'string', description: 'What the code means, for people.' },
    status: { type: 'integer', description: 'The HTTP status.' },
    code: {
      type: 'string',
      description: 'Stable; new ones may come.',
      example: 'not_found',
      enum: Object.keys(problemCatalogue),
    },
    detail: { type: 'string', description: 'What happened this time, for people.' },
    requestId: { type: 'string', description: 'Name it when asking for support.' },
    errors: {
      type: 'array',
      description: 'Every fault of the input at once, at most 50.',
      maxItems: 50,
      items: {
        type: 'object',
        required: ['path', 'code', 'message'],
        properties: {
          path: {
            type: 'string',
            description: 'Where: `address.street`, `items[2].id`, a header; empty: the whole body.',
          },
          code: { type: 'string', description: 'Stable; new ones may come.', example: 'wrong_length' },
          message: { type: 'string', description: 'The reason in words.' },
        },
      },
    },
  },
};
