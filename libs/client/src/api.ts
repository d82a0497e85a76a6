import type { Client } from 'openapi-fetch';
import type { components as IdentityParts, paths as IdentityPaths } from './generated/identity.js';
import type { components as RoutingParts, paths as RoutingPaths } from './generated/routing.js';
import type { components as TeamParts, paths as TeamPaths } from './generated/team.js';
import type { components as TranslationParts, paths as TranslationPaths } from './generated/translation.js';

export type { IdentityPaths, RoutingPaths, TeamPaths, TranslationPaths };

/** The named shapes of each service: `Schemas['team']['Agent']`. */
export interface Schemas {
  identity: IdentityParts['schemas'];
  team: TeamParts['schemas'];
  routing: RoutingParts['schemas'];
  translation: TranslationParts['schemas'];
}

/** The four services, each with its own typed paths. */
export interface Services {
  identity: Client<IdentityPaths>;
  team: Client<TeamPaths>;
  routing: Client<RoutingPaths>;
  translation: Client<TranslationPaths>;
}

/** Names of the services. */
export const serviceNames = ['identity', 'team', 'routing', 'translation'] as const;

/** `identity`, `team`, `routing` or `translation`. */
export type ServiceName = (typeof serviceNames)[number];
