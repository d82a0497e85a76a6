import { chatPolicyTable, chatRelations } from './chat-policy.js';
import { permissions, permissionTable, standings } from './permission-table.js';
import { routePolicies, servicePaths, type RoutePolicy } from './route-policies.js';

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

const asks = ({ policy, keyScope, ticket, whileDeactivated }: RoutePolicy) =>
  [
    policy === 'key' ? '' : policy,
    keyScope ? `key \`${keyScope}\`` : '',
    ticket ? 'ticket' : '',
    whileDeactivated ? '(deactivated too)' : '',
  ]
    .filter(Boolean)
    .join(policy === 'key' ? '' : ', or ')
    .replace(', or (', ' (');

const services = [...new Set(routePolicies.map(({ service }) => service))];

/** docs/permissions.md: the three tables as a reader wants them. */
export const permissionsDocument = (): string => `# Permissions

Generated from \`libs/permissions\` by \`npm run generate -w libs/permissions\`; do not edit.

What you cannot see answers 404, what you see but may not do 403. Nobody changes their own role, grant, shop access or
status; nobody deactivates, deletes or demotes the owner.

## Who has what

${table(
  ['permission', 'owner', 'admin', 'agent + advanced', 'agent', 'opens'],
  permissions.map((permission) => [
    permission,
    ...standings.map((standing) => permissionTable[permission][standing]),
    permissionTable[permission].opens,
  ]),
)}

\`by chat access\`: as the shop's chat access says; admins and advanced agents until it says otherwise.

## Who may do what on a chat

${table(
  ['', 'own', "another's", 'queued', 'closed, was own', 'closed'],
  Object.entries(chatPolicyTable).map(([action, needs]) => [
    action,
    ...chatRelations.map((relation) => needs[relation]),
  ]),
)}

Whatever cannot be read cannot be acted on. An API key with \`chats:read\` reads like chats:all and does nothing.

## Every route

${services
  .map(
    (service) =>
      `### ${service}\n\n${table(
        ['route', 'asks for'],
        routePolicies
          .filter((route) => route.service === service)
          .map((route) => [`${route.method} ${route.path}`, asks(route)]),
      )}`,
  )
  .join('\n\n')}

Every service also answers ${servicePaths.map((path) => `\`${path}\``).join(', ')} without a token; \`/metrics\` and
\`/internal\` are never routed at the edge.
`;
