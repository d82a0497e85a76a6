import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createService, type ServiceExtension } from '@switchboard/chassis';
import { quietVariables } from './service-variables.js';

/** A whole service in the test's process, on a free port. */
export interface TestService {
  app: NestFastifyApplication;
  url: string;
  close(): Promise<void>;
}

/** Starts a service the way its main.ts does, with logs off. */
export async function startTestService(
  name: string,
  module: Type | DynamicModule,
  extensions: ServiceExtension[],
): Promise<TestService> {
  const app = await createService({
    name,
    module,
    extensions,
    environment: quietVariables,
  });
  await keepTestProcessAlive(app);
  return { app, url: await app.getUrl(), close: () => app.close() };
}

/** A consumer that cannot go on says so by its readiness; the test's process has other tests to run. */
async function keepTestProcessAlive(app: NestFastifyApplication): Promise<void> {
  const { ProcessEnd } = await import('@switchboard/messaging');
  try {
    app.get(ProcessEnd).end = () => undefined;
  } catch {
    // a service without messaging
  }
}
