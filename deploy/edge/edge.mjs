import { randomUUID } from 'node:crypto';
import replyFrom from '@fastify/reply-from';
import fastify from 'fastify';
import { serviceOf } from './routes.mjs';

/**
 * The development edge: one origin, the routing table, nothing else. Production has Caddy or an ingress in its place.
 * @param {{ port: number, host?: string, upstreams: (service: string) => string[] }} options
 *   `upstreams`: the origins of a service that are up now; requests take turns
 */
export async function startEdge({ port, host = '127.0.0.1', upstreams }) {
  const app = fastify({ exposeHeadRoutes: false, forceCloseConnections: true, bodyLimit: 16 * 1024 * 1024 });
  await app.register(replyFrom, {
    // Ids and streams are as long as they are: no answer is held back, repeated or given up here.
    undici: { connections: 256, pipelining: 1, bodyTimeout: 0, headersTimeout: 60_000 },
    retryMethods: [],
    maxRetriesOn503: 0,
    disableRequestLogging: true,
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, body, done) => done(null, body));

  const turns = new Map();
  app.all('/*', (request, reply) => {
    const service = serviceOf(request.raw.url);
    if (!service) return problem(reply, 404, 'not_found', 'Not found');
    const origins = upstreams(service);
    if (origins.length === 0) return unavailable(reply);
    const turn = (turns.get(service) ?? 0) % origins.length;
    turns.set(service, turn + 1);
    return reply.from(`${origins[turn]}${request.raw.url}`, {
      rewriteRequestHeaders: (original, headers) => ({ ...headers, ...forwarded(original) }),
      onError: (failed) => unavailable(failed),
    });
  });
  await app.listen({ port, host });
  return { url: `http://${host === '127.0.0.1' ? 'localhost' : host}:${port}`, close: () => app.close() };
}

/** What a client says about its own address is not passed on. */
const forwarded = ({ ip, headers }) => ({
  host: headers.host,
  'x-forwarded-for': ip,
  'x-forwarded-host': headers.host,
  'x-forwarded-proto': 'http',
});

const unavailable = (reply) =>
  problem(reply, 503, 'dependency.unavailable', 'A part of the system is not available');

function problem(reply, status, code, title) {
  const body = { type: 'about:blank', title, status, code, requestId: randomUUID() };
  return reply.code(status).type('application/problem+json').send(JSON.stringify(body));
}
