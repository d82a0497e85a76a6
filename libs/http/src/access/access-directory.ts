import type { ApiKeyState, MemberState, ShopState } from '@switchboard/contracts';

/** What the guard knows of a member: part of identity's member event. `accessVersion` orders changes of the rights. */
export type MemberAccess = Pick<
  MemberState,
  | 'accountId'
  | 'userId'
  | 'status'
  | 'role'
  | 'advanced'
  | 'shopAccess'
  | 'language'
  | 'accessVersion'
  | 'version'
>;

/** What the guard knows of a shop: part of identity's shop event. */
export type ShopRecord = Pick<ShopState, 'shopId' | 'accountId' | 'status' | 'version'>;

/** What the guard knows of an API key: part of identity's key event; `accountId` null: a platform key. */
export type KeyAccess = Pick<
  ApiKeyState,
  'keyId' | 'accountId' | 'hash' | 'scopes' | 'shopAccess' | 'expiresAt' | 'revoked' | 'version'
>;

/** Identity's answer about a member and one of their sessions. */
export interface MemberCheck extends MemberAccess {
  /** The session was signed out or revoked, or never existed. */
  ended: boolean;
}

/**
 * What a service knows by itself about members, shops and keys. The default reads the projection tables;
 * identity binds its own tables. Nothing known: `undefined`.
 */
export abstract class AccessDirectory {
  abstract member(accountId: string, userId: string): Promise<MemberAccess | undefined>;
  abstract shop(shopId: string): Promise<ShopRecord | undefined>;
  abstract key(keyId: string): Promise<KeyAccess | undefined>;
}

/**
 * Who has the last word: identity, over HTTP (`IdentityClient`); inside identity, its own tables.
 * Nothing there: `undefined`. Throws `dependency.unavailable` when it cannot be asked.
 */
export abstract class AccessAuthority {
  /** True inside identity: neither projection nor mirror is consulted then, the authority alone is. */
  readonly isLocal: boolean = false;
  abstract member(accountId: string, userId: string, sessionId: string): Promise<MemberCheck | undefined>;
  abstract key(keyId: string): Promise<KeyAccess | undefined>;
  abstract shop(shopId: string): Promise<ShopRecord | undefined>;
}
