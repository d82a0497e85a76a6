export {
  permissions,
  permissionTable,
  standings,
  type Grant,
  type Permission,
  type Standing,
} from './permission-table.js';
export {
  defaultChatAccess,
  permissionsOf,
  standingOf,
  type ChatAccessStanding,
  type UserGrant,
} from './permissions-of.js';
export {
  canReadChat,
  chatActionNames,
  chatActions,
  chatPolicyTable,
  chatRefusal,
  chatRelations,
  keyReader,
  policyChat,
  relationOf,
  type ChatAction,
  type ChatReader,
  type ChatRefusal,
  type ChatRelation,
  type PolicyChat,
} from './chat-policy.js';
export {
  policyOf,
  routePolicies,
  servicePaths,
  type KeyScope,
  type Policy,
  type RoutePermission,
  type RoutePolicy,
  type RouteService,
} from './route-policies.js';
