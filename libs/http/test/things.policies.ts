import type { RoutePolicy } from '@switchboard/permissions';

type Line = Pick<RoutePolicy, 'policy' | 'keyScope' | 'whileDeactivated' | 'ticket'>;

const lines: Record<string, Line> = {
  'GET /open': { policy: 'public' },
  'POST /echo': { policy: 'public' },
  'GET /list': { policy: 'public' },
  'POST /limited': { policy: 'public' },
  'GET /broken': { policy: 'public' },
  'POST /leave': { policy: 'signed-in', whileDeactivated: true },
  'GET /me': { policy: 'profile:self', whileDeactivated: true },
  'GET /shops/:shopId/chats': { policy: 'chats:handle', keyScope: 'chats:read' },
  'GET /shops/:shopId/chats/:chatId': { policy: 'chats:handle' },
  'POST /shops/:shopId/inbound': { policy: 'key', keyScope: 'inbound:write' },
  'GET /reviews': { policy: 'key', keyScope: 'reviews:read' },
  'GET /users': { policy: 'users:manage' },
  'PUT /versioned': { policy: 'profile:self' },
  'PUT /optionally-versioned': { policy: 'profile:self' },
  'POST /create': { policy: 'profile:self' },
  'POST /create-safely': { policy: 'profile:self' },
  'POST /tickets': { policy: 'chats:handle' },
  'GET /stream': { policy: 'chats:handle', ticket: true },
  'DELETE /internal/thing': { policy: 'internal' },
};

/** The table of the test's own routes, in place of libs/permissions'. */
export const thingPolicies: RoutePolicy[] = Object.entries(lines).map(([name, line]) => {
  const [method, path] = name.split(' ') as [RoutePolicy['method'], string];
  return { service: 'routing', method, path, ...line };
});
