import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { port, str } from 'envalid';
import type { FastifyServerOptions } from 'fastify';
import { Logger } from 'nestjs-pino';
import { ShutdownSequence } from './shutdown-sequence.js';
import { startTracing } from './tracing.js';

/** The variables every service listens by; spread into its own specification. */
export const listenEnvironment = {
  HOST: str({ default: '127.0.0.1', desc: 'address to listen on' }),
  PORT: port({ desc: 'port of this service' }),
  LOG_LEVEL: str({ default: 'info', choices: ['trace', 'debug', 'info', 'warn', 'error', 'silent'] }),
  OTEL_EXPORTER_OTLP_ENDPOINT: str({ default: '', desc: 'collector for traces; none: no tracing' }),
};

/** Their values. */
export interface ListenEnvironment {
  HOST: string;
  PORT: number;
  LOG_LEVEL: string;
  OTEL_EXPORTER_OTLP_ENDPOINT: string;
}

/** What a lib adds to the application before it listens. */
export interface ServiceExtension {
  name: string;
  /** What the server must know when it is made. */
  serverOptions?: FastifyServerOptions;
  configure?(app: NestFastifyApplication): void | Promise<void>;
  /** After the port is open. */
  started?(app: NestFastifyApplication): void | Promise<void>;
}

/** One service: its module, variables and extensions, in the order in which they are applied. */
export interface ServiceSettings {
  name: string;
  module: Type | DynamicModule;
  environment: ListenEnvironment;
  extensions: ServiceExtension[];
}

/** Largest body any route takes; a route with uploads raises it for itself. */
const bodyLimitBytes = 256 * 1024;

/** Builds the application and opens its port; answers it for tests. */
export async function createService(settings: ServiceSettings): Promise<NestFastifyApplication> {
  const { name, environment } = settings;
  const stopTracing = await startTracing(name, environment.OTEL_EXPORTER_OTLP_ENDPOINT);
  const adapter = new FastifyAdapter({
    bodyLimit: bodyLimitBytes,
    // Only the edge is trusted: a client must not choose the address that rate limits count by.
    trustProxy: ['loopback', 'linklocal', 'uniquelocal'],
    forceCloseConnections: true,
    ...Object.assign({}, ...settings.extensions.map(({ serverOptions }) => serverOptions)),
  });
  const app = await NestFactory.create<NestFastifyApplication>(settings.module as Type, adapter, {
    bufferLogs: true,
    abortOnError: false,
  });
  const logger = app.get(Logger);
  app.useLogger(logger);
  app.get(ShutdownSequence).on('connections', 'traces', stopTracing);
  for (const extension of settings.extensions) await extension.configure?.(app);
  app.enableShutdownHooks(['SIGTERM', 'SIGINT']);
  await app.listen(environment.PORT, environment.HOST);
  for (const extension of settings.extensions) await extension.started?.(app);
  logger.log(`${name} listens on ${await app.getUrl()}`);
  return app;
}
