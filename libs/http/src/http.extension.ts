import type { ServiceExtension } from '@switchboard/chassis';
import { httpSettings, type HttpSettings } from './http.settings.js';
import { assignRequestId } from './request-id.js';
import { secureAnswer } from './security-headers.js';

/** Exposed to pages of other origins beside the plain ones. */
const exposedHeaders = ['etag', 'x-request-id', 'retry-after', 'idempotency-replayed'];

/** Prepares the server: request id and security headers first, JSON only, CORS. */
export function httpExtension(): ServiceExtension {
  return {
    name: 'http',
    configure(app) {
      const settings = app.get<HttpSettings>(httpSettings);
      const server = app.getHttpAdapter().getInstance();
      server.addHook('onRequest', (request, reply, done) => {
        assignRequestId(request, reply);
        secureAnswer(request.url.split('?')[0] ?? '', reply);
        done();
      });
      const origins = settings.corsOrigins ?? [];
      if (origins.length > 0) {
        app.enableCors({
          origin: origins.includes('*') ? '*' : origins,
          methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
          exposedHeaders,
          maxAge: 600,
        });
      }
    },
  };
}
