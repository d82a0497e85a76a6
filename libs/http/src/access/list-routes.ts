import { RequestMethod, type INestApplicationContext, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import { accessOf, type RouteAccess } from './route-access.js';

/** One route of an application and who may call it. */
export interface Route {
  /** `GET`, `POST`, … */
  method: string;
  /** As the server matches it: `/v1/shops/:shopId/chats`. */
  path: string;
  /** From its decorators; `undefined` where there are none. */
  access: RouteAccess | undefined;
  controller: Type;
  handler: (...args: unknown[]) => unknown;
}

/**
 * Every route of an application's controllers; works in Nest's preview mode too. A test walks role × route
 * with it: `listRoutes(app).filter(({ access }) => …)`.
 */
export function listRoutes(app: INestApplicationContext): Route[] {
  const { container } = app as unknown as { container: { getModules(): ModulesContainer } };
  const controllers = [...container.getModules().values()].flatMap((module) => [
    ...module.controllers.values(),
  ]);
  return controllers.flatMap(({ metatype }) => (metatype ? routesOf(metatype as Type) : []));
}

function routesOf(controller: Type): Route[] {
  const prototype = controller.prototype as Record<string, Route['handler']>;
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
    const handler = prototype[name]!;
    const paths = Reflect.getMetadata(PATH_METADATA, handler) as string | string[] | undefined;
    if (paths === undefined) return [];
    const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
    const access = accessOf(handler, controller);
    const prefixes = Reflect.getMetadata(PATH_METADATA, controller) as string | string[];
    return [prefixes]
      .flat()
      .flatMap((prefix) =>
        [paths].flat().map((path) => ({ method, path: join(prefix, path), access, controller, handler })),
      );
  });
}

const join = (prefix: string, path: string): string =>
  `/${[prefix, path]
    .flatMap((part) => part.split('/'))
    .filter((part) => part !== '')
    .join('/')}`;
