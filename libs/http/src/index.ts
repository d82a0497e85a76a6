export { problemCatalogue, type ProblemCode } from './problems/problem-catalogue.js';
export {
  invalid,
  invalidInput,
  problem,
  ProblemException,
  type InputError,
  type ProblemBody,
  type ProblemExtras,
} from './problems/problem.js';
export { callerOf, type Actor, type KeyActor, type ServiceActor, type UserActor } from './access/actor.js';
export {
  AcceptsTicket,
  CurrentActor,
  CurrentUser,
  Internal,
  KeyScope,
  Public,
  Requires,
  SignedIn,
  TicketPurpose,
  type RequiresOptions,
  type RouteAccess,
} from './access/route-access.js';
export {
  AccessAuthority,
  AccessDirectory,
  type KeyAccess,
  type MemberAccess,
  type MemberCheck,
  type ShopRecord,
} from './access/access-directory.js';
export { AccessMirror, type MirrorReading } from './access/access-mirror.js';
export {
  accessTokenAudience,
  accessTokenSeconds,
  signAccessToken,
  type AccessClaims,
} from './access/access-token.js';
export { apiKeyId, hashApiKey, newApiKey, sameSecret, type NewApiKey } from './access/api-key.js';
export { MemberGate } from './access/member-gate.js';
export { ShopScope } from './access/shop-scope.js';
export { type KeySource } from './access/signing-keys.js';
export { AccessProjection } from './projection/access-projection.js';
export { installAccessProjection } from './projection/install-access-projection.js';
export { identityPaths } from './internal/identity-client.js';
export { RoutingNotice } from './internal/routing-notice.js';
export { InternalHttp, type InternalRequest, type InternalResponse } from './internal/internal-http.js';
export { IdParam, isId } from './input/id.js';
export { HttpModule, type AccessSources } from './http.module.js';
export {
  httpEnvironment,
  identityClientEnvironment,
  routingNoticeEnvironment,
  unconnected,
} from './http.environment.js';
export { httpExtension } from './http.extension.js';
export { type HttpSettings } from './http.settings.js';
export { type FaultCode } from './problems/fault-codes.js';
export {
  ChoiceField,
  EmailField,
  FlagField,
  IntegerField,
  isTime,
  LanguageField,
  NameField,
  TextField,
  TimeField,
  type TextOptions,
} from './input/fields.js';
export { ChoiceListField, IdListField, idListRules, type ListOptions } from './input/list-fields.js';
export { cleaned, field, isText, rule, type FieldOptions, type FieldRule } from './input/field.js';
export { CursorField } from './input/cursor-field.js';
export { IdField } from './input/id-field.js';
export {
  AnswerField,
  CustomField,
  JsonField,
  ObjectField,
  ObjectListField,
  RefusedField,
} from './input/nested-fields.js';
export { InputRules, type InputRule } from './input/input-rules.js';
export { InputPipe } from './input/validation.js';
export { isRfc3339 } from './input/formats.js';
export { maxPageSize, PageOf, PageQuery } from './input/page.dto.js';
export { IfMatch, requireVersion, WithETag, type IfMatchOptions } from './input/if-match.js';
export { Tickets, ticketSeconds } from './access/tickets.js';
export { Idempotency, Idempotent, type IdempotencyScope } from './idempotency/idempotent.js';
export { type IdempotentOptions } from './idempotency/idempotent-request.js';
export { IdempotencyRecords } from './idempotency/idempotency-records.js';
export { installIdempotency } from './idempotency/install-idempotency.js';
export { HitCounter } from './rate-limit/hit-counter.js';
export { RateLimit, type Limit, type RateLimits } from './rate-limit/rate-limit.js';
export { listRoutes, type Route } from './access/list-routes.js';
export { routeFaults } from './access/check-routes.js';
export { Problems } from './openapi/problems-of-route.js';
export { buildDocument } from './openapi/document.js';
export { writeOpenApi, type OpenApiTarget } from './openapi/write-openapi.js';
