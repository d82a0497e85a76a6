/** What a user may do; SPEC section 2. */
export const permissions = [
  'users:manage',
  'account:manage',
  'team:manage',
  'settings:write',
  'settings:read',
  'chats:handle',
  'chats:all',
  'profile:self',
] as const;

/** One permission of SPEC section 2. */
export type Permission = (typeof permissions)[number];

/** A user's column in the table: the role, an advanced agent being a column of its own. */
export type Standing = 'owner' | 'admin' | 'advanced_agent' | 'agent';

/** The standings, in the order of the table's columns. */
export const standings: readonly Standing[] = ['owner', 'admin', 'advanced_agent', 'agent'];

/** `by chat access`: as the shop's chat access says. */
export type Grant = 'yes' | 'no' | 'by chat access';

interface PermissionRow extends Readonly<Record<Standing, Grant>> {
  /** What it opens, for readers. */
  readonly opens: string;
}

/**
 * Who has which permission. Article: "The owner account and main administrator have full access and permissions,
 * including the permissions of a CS Agent. CS Agents have access to chat with customers, edit some personal settings
 * and view some shop settings."
 */
export const permissionTable: Readonly<Record<Permission, PermissionRow>> = {
  'users:manage': {
    owner: 'yes',
    admin: 'yes',
    advanced_agent: 'no',
    agent: 'no',
    opens: 'users, invitations; an admin not on the owner',
  },
  'account:manage': {
    owner: 'yes',
    admin: 'yes',
    advanced_agent: 'no',
    agent: 'no',
    opens: 'create and edit shops, API keys, audit log',
  },
  'team:manage': {
    owner: 'yes',
    admin: 'yes',
    advanced_agent: 'yes',
    agent: 'no',
    opens: "team page, any agent's nickname, avatar, capacity, accepting; workload",
  },
  'settings:write': {
    owner: 'yes',
    admin: 'yes',
    advanced_agent: 'yes',
    agent: 'no',
    opens: 'assignment, chat access, lifecycle',
  },
  'settings:read': {
    owner: 'yes',
    admin: 'yes',
    advanced_agent: 'yes',
    agent: 'yes',
    opens: 'the same, reading',
  },
  'chats:handle': {
    owner: 'yes',
    admin: 'yes',
    advanced_agent: 'yes',
    agent: 'yes',
    opens: 'stream, own chats, queue, transfer targets, translate, own translation setting',
  },
  'chats:all': {
    owner: 'yes',
    admin: 'by chat access',
    advanced_agent: 'by chat access',
    agent: 'by chat access',
    opens: 'see and transfer every chat of the shop',
  },
  'profile:self': {
    owner: 'yes',
    admin: 'yes',
    advanced_agent: 'yes',
    agent: 'yes',
    opens: '/me, own agent (nickname, avatar, accepting), own shops',
  },
};
