import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ServiceExtension } from '@switchboard/chassis';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { routeFaults } from './access/check-routes.js';
import { listRoutes, type Route } from './access/list-routes.js';
import { httpSettings, type HttpSettings } from './http.settings.js';
import { serveReference } from './openapi/serve-reference.js';
import { sendProblem } from './problems/problem.filter.js';
import { problem } from './problems/problem.js';
import { toProblem } from './problems/to-problem.js';
import { requestIdOf } from './request-id.js';
import { v7 as uuidv7 } from 'uuid';
import { secureAnswer } from './security-headers.js';

/** Exposed to pages of other origins beside the plain ones. */
const exposedHeaders = ['etag', 'x-request-id', 'retry-after', 'idempotency-replayed'];

/** Prepares the server: request id and security headers first, JSON only, CORS. */
export function httpExtension(): ServiceExtension {
  return {
    name: 'http',
    serverOptions: {
      genReqId: requestIdOf,
      frameworkErrors: answerUnroutable,
      clientErrorHandler: answerUnreadable,
    },
    configure(app) {
      const settings = app.get<HttpSettings>(httpSettings);
      refuseWrongPolicies(listRoutes(app), settings);
      const server = app.getHttpAdapter().getInstance();
      server.addHook('onRequest', (request, reply, done) => {
        reply.header('x-request-id', request.id);
        secureAnswer(request.url.split('?')[0] ?? '', reply);
        done();
      });
      acceptJsonOnly(app);
      const origins = settings.corsOrigins ?? [];
      if (origins.length > 0) {
        app.enableCors({
          origin: origins.includes('*') ? '*' : origins,
          methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
          exposedHeaders,
          maxAge: 600,
        });
      }
      serveReference(app, settings);
    },
  };
}

/** What the server refuses before there is a route: an address that cannot be decoded, a parameter that is too long. */
function answerUnroutable(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id);
  secureAnswer('', reply);
  sendProblem(reply, toProblem(error).problem, request.id);
}

/** What is no HTTP, or has headers without end: there is not even a request yet. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const refusal = problem(
    error.code === 'HPE_HEADER_OVERFLOW' ? 'request.headers_too_large' : 'request.malformed',
  );
  const body = JSON.stringify(refusal.toBody(uuidv7()));
  socket.end(
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\nContent-Type: application/problem+json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** JSON is the one language: a form's fields are all texts, and a plain text needs no preflight from a foreign page. */
function acceptJsonOnly(app: NestFastifyApplication): void {
  const server = app.getHttpAdapter().getInstance();
  server.removeContentTypeParser('text/plain');
  const parse = server.getDefaultJsonParser('error', 'error');
  app.useBodyParser('application/json', {}, (request, body: Buffer, done) => {
    if (body.length === 0) done(null, undefined);
    else void parse(request as FastifyRequest, body as unknown as string, done);
  });
}

function refuseWrongPolicies(routes: Route[], { service, policies }: HttpSettings): void {
  const faults = routeFaults(service, routes, policies);
  if (faults.length > 0) {
    throw new Error(`routes and the table of libs/permissions disagree:\n  ${faults.join('\n  ')}`);
  }
}
