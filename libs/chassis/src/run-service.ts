import type { DynamicModule, Type } from '@nestjs/common';
import { createService, type ListenEnvironment, type ServiceExtension } from './create-service.js';
import { EnvironmentError } from './environment.js';

/** A service as its main.ts lists it. */
export interface ServiceDefinition<Environment extends ListenEnvironment> {
  name: string;
  environment: () => Environment;
  module: (environment: Environment) => Type | DynamicModule | Promise<Type | DynamicModule>;
  extensions: ServiceExtension[];
}

/** Runs a service as this process. What keeps it from starting is said in words, without a stack, and ends it with 1. */
export async function runService<Environment extends ListenEnvironment>(
  definition: ServiceDefinition<Environment>,
): Promise<void> {
  const { name, extensions } = definition;
  try {
    const environment = definition.environment();
    const module = await definition.module(environment);
    await createService({ name, module, environment, extensions });
  } catch (error) {
    process.stderr.write(`${name} did not start. ${sayWhy(error)}\n`);
    process.exit(1);
  }
}

function sayWhy(error: unknown): string {
  if (error instanceof EnvironmentError) return error.message;
  const { code, message, port, errors } = error as NodeJS.ErrnoException & {
    port?: number;
    errors?: Error[];
  };
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken: end what listens there, or set PORT to another one.`;
  return message || errors?.map((one) => one.message).join('; ') || String(error);
}
