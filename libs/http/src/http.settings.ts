import type { RoutePolicy } from '@switchboard/permissions';
import type { KeySource } from './access/signing-keys.js';

/** Name of the variables' values that `HttpModule.forRoot` takes. */
export type HttpSettings = KeySource & {
  /** `identity`, `team`, `routing` or `translation`. */
  service: string;
  /** Issuer of the tokens that are trusted (TRUSTED_ISSUER). */
  issuer: string;
  /** Credentials of the suite's services: the first is sent, all are accepted, so that they can be rotated. */
  internalCredentials: string[];
  /** Where identity answers internal calls; not needed inside identity. */
  identityUrl?: string;
  /** Where routing answers internal calls; only services that hand it their changes need it. */
  routingUrl?: string;
  /** Origins whose pages may call the API; `*` for any. None by default. */
  corsOrigins?: string[];
  /** Requests per caller and minute, over all routes of the service (default 6,000). */
  requestsPerMinute?: number;
  /** The committed openapi.json, which the service serves; without it the document is built from the code. */
  document?: URL;
  /** The table of routes; that of libs/permissions, unless a test has routes of its own. */
  policies?: readonly RoutePolicy[];
};

/** Injection token of the settings. */
export const httpSettings = Symbol('http settings');
