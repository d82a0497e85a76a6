import type { IncomingMessage, ServerResponse } from 'node:http';
import { Logger, type Params } from 'nestjs-pino';
import { activeTraceparent } from './tracing.js';
import type { ServiceInfo } from './service-info.js';

/** Writes at once, where Nest's own logger buffers until the application is created. */
export { Logger as PromptLogger };

type LoggedRequest = IncomingMessage & { id?: unknown; originalUrl?: string };

/** A query may carry a stream ticket or a searched name: only the path is logged. */
const pathOf = (request: LoggedRequest) => (request.originalUrl ?? request.url ?? '').split('?')[0];

/** Asked every few seconds, and 503 is an answer: the reasons are logged where they arise. */
const isProbe = (request: LoggedRequest) => /^\/(health|metrics)\b/.test(pathOf(request) ?? '');

/**
 * One JSON line per event. Bodies, headers and queries never reach a log: message text, mail
 * addresses, tokens and passwords would be in them.
 */
export function logSettings(info: ServiceInfo, level: string): Params {
  return {
    pinoHttp: {
      level,
      base: { service: info.name, instance: info.instanceId.slice(0, 8) },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      mixin: () => {
        const traceparent = activeTraceparent();
        return traceparent ? { traceparent } : {};
      },
      customLogLevel: (request: LoggedRequest, response: ServerResponse, error?: Error) => {
        if (isProbe(request)) return 'silent';
        return error || response.statusCode >= 500 ? 'error' : 'debug';
      },
      serializers: {
        req: (request: LoggedRequest) => ({ id: request.id, method: request.method, path: pathOf(request) }),
        res: (response: ServerResponse) => ({ status: response.statusCode }),
        err: describeError,
      },
    },
  };
}

/** A driver's error object carries the failed statement's values: only its kind and place are kept. */
function describeError(given: unknown) {
  // pino-http has serialized it already and keeps the error itself beside that.
  const error = given instanceof Error ? given : ((given as { raw?: unknown } | null)?.raw ?? given);
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, code } = error as Error & { code?: string };
  return { type: name, code, message, stack };
}
