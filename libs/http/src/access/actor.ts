import type { ApiKeyScope, OpenWord, Role, ShopAccess } from '@switchboard/contracts';

/** A signed-in person in one account. Role, grant and shops are those of now, not those of the token's issue. */
export interface UserActor {
  kind: 'user';
  accountId: string;
  userId: string;
  sessionId: string;
  role: OpenWord<Role>;
  advanced: boolean;
  /** BCP 47; the person's own language. */
  language?: string;
  shopAccess: ShopAccess;
  /** A deactivated member reaches only the few routes that say so. */
  status: 'active' | 'deactivated';
  /** Version of the rights that were checked. */
  accessVersion: number;
}

/** A storefront or another program with an API key. Platform keys have no account. */
export interface KeyActor {
  kind: 'key';
  keyId: string;
  accountId: string | null;
  scopes: OpenWord<ApiKeyScope>[];
  shopIds: ShopAccess;
}

/** Another service of the suite. */
export interface ServiceActor {
  kind: 'service';
}

/** Who makes a request. Read it with `@CurrentActor()`. */
export type Actor = UserActor | KeyActor | ServiceActor;

/** Identifies a caller in rate limits and idempotency records. */
export function callerOf(actor: Actor | undefined, address: string): string {
  if (actor?.kind === 'user') return `user:${actor.accountId}:${actor.userId}`;
  if (actor?.kind === 'key') return `key:${actor.keyId}`;
  return actor?.kind === 'service' ? 'service' : `address:${address}`;
}
