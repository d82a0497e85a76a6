import {
  permissions,
  permissionsOf,
  standings,
  type ChatAccessStanding,
  type Permission,
  type Standing,
} from './index.js';

/** SPEC section 2 written down a second time, without chats:all. */
const expected: Record<Standing, Permission[]> = {
  owner: [
    'users:manage',
    'account:manage',
    'team:manage',
    'settings:write',
    'settings:read',
    'chats:handle',
    'profile:self',
  ],
  admin: [
    'users:manage',
    'account:manage',
    'team:manage',
    'settings:write',
    'settings:read',
    'chats:handle',
    'profile:self',
  ],
  advanced_agent: ['team:manage', 'settings:write', 'settings:read', 'chats:handle', 'profile:self'],
  agent: ['settings:read', 'chats:handle', 'profile:self'],
};

const userOf = (standing: Standing) =>
  standing === 'advanced_agent'
    ? ({ role: 'agent', advanced: true } as const)
    : ({ role: standing, advanced: false } as const);

const named: ChatAccessStanding[] = ['admin', 'advanced_agent', 'agent'];
/** Every set of roles that a shop's chat access can hold. */
const everyChatAccess = Array.from({ length: 2 ** named.length }, (_, bits) =>
  named.filter((__, index) => bits & (1 << index)),
);

describe('permissionsOf', () => {
  describe.each(standings)('%s', (standing) => {
    it.each(permissions.filter((permission) => permission !== 'chats:all'))('%s', (permission) => {
      for (const roles of [undefined, ...everyChatAccess]) {
        const granted = permissionsOf({ ...userOf(standing), chatAccess: roles && { roles } });
        expect(granted.has(permission)).toBe(expected[standing].includes(permission));
      }
    });

    it.each(everyChatAccess.map((roles) => [roles.join('+') || 'no role', roles] as const))(
      'chats:all where chat access names %s',
      (_, roles) => {
        const granted = permissionsOf({ ...userOf(standing), chatAccess: { roles } });
        expect(granted.has('chats:all')).toBe(standing === 'owner' || roles.includes(standing));
      },
    );

    it('chats:all by default', () => {
      expect(permissionsOf(userOf(standing)).has('chats:all')).toBe(standing !== 'agent');
    });
  });

  it('ignores the advanced grant on an admin and on the owner', () => {
    expect(
      permissionsOf({ role: 'admin', advanced: true, chatAccess: { roles: ['advanced_agent'] } }),
    ).not.toContain('chats:all');
    expect(permissionsOf({ role: 'owner', advanced: true })).toEqual(
      permissionsOf({ role: 'owner', advanced: false }),
    );
  });
});

it('a role of a newer release has no permission at all', () => {
  const chatAccess = { roles: [...named] };
  expect(permissionsOf({ role: 'supervisor', advanced: true, chatAccess })).toEqual(new Set());
});
