import { Controller, Delete, Get, Post } from '@nestjs/common';
import { policyOf, routePolicies } from '@switchboard/permissions';
import { routeFaults } from './check-routes.js';
import { listRoutes } from './list-routes.js';
import { AcceptsTicket, Internal, KeyScope, Public, Requires, SignedIn } from './route-access.js';

@Controller('v1')
class RightController {
  @Requires('chats:handle') @KeyScope('chats:read') @Get('shops/:shopId/chats') list() {}
  @KeyScope('inbound:write') @Post('shops/:shopId/inbound-messages') inbound() {}
  @Requires('chats:handle') @AcceptsTicket() @Get('stream') stream() {}
}

@Controller()
class WrongController {
  @Requires('chats:handle') @Get('v1/shops/:shopId/chats') withoutKeys() {}
  @Public() @Get('v1/stream') open() {}
  @Get('v1/shops/:shopId/workload') undecorated() {}
  @SignedIn() @Delete('v1/invented') invented() {}
  @Internal() @Get('health/ready') probe() {}
}

const appOf = (controller: object) =>
  ({
    container: {
      getModules: () => new Map([['m', { controllers: new Map([['c', { metatype: controller }]]) }]]),
    },
  }) as never;

const named = ['/chats', '/inbound-messages', '/stream', '/workload'];
const few = routePolicies.filter(
  ({ service, method, path }) =>
    service === 'routing' &&
    named.some((end) => path.endsWith(end)) &&
    (method === 'POST') === path.endsWith('inbound-messages'),
);
const fewest = few.filter(({ path }) => !path.endsWith('workload'));

describe('routes against the table', () => {
  it('finds nothing where they agree', () => {
    const routes = listRoutes(appOf(RightController));
    expect(routes.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /v1/shops/:shopId/chats',
      'POST /v1/shops/:shopId/inbound-messages',
      'GET /v1/stream',
    ]);
    expect(routeFaults('routing', routes, fewest)).toEqual([]);
  });

  it('names every difference', () => {
    expect(routeFaults('routing', listRoutes(appOf(WrongController)), few)).toEqual([
      'GET /v1/shops/:shopId/chats: the controller says chats:handle, the table chats:handle or key chats:read',
      'GET /v1/stream: the controller says public, the table chats:handle or ticket',
      'GET /v1/shops/:shopId/workload says nothing about who may call it',
      'DELETE /v1/invented is not in the table of libs/permissions',
      'GET /health/ready is not in the table of libs/permissions',
      'POST /v1/shops/{shopId}/inbound-messages stands in the table of libs/permissions, no controller has it',
    ]);
  });

  it('looks at the service too', () => {
    expect(routeFaults('team', listRoutes(appOf(RightController)), few)).toHaveLength(3);
  });

  it('takes no permission that depends on the shop', () => {
    // @ts-expect-error -- judged by the chat policy, with the shop's chat access
    Requires('chats:all');
  });

  it('reads every line of the table', () => {
    for (const { service, method, path, policy } of routePolicies) {
      expect(policyOf(service, method, path.replace(/\{(\w+)\}/g, ':$1'))?.policy).toBe(policy);
    }
  });
});
