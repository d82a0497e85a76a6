import { Injectable } from '@nestjs/common';
import type { OpenWord, Role } from '@switchboard/contracts';
import { problem, type Actor, type UserActor } from '@switchboard/http';
import { keyReader, permissionsOf, type ChatAccessStanding, type ChatReader } from '@switchboard/permissions';
import { Database, statement } from '@switchboard/persistence';

/** A reader of the chats of one shop. */
export interface ShopReader {
  shopId: string;
  accountId: string;
  /** Null for an API key. */
  userId: string | null;
  /** What the policy asks. */
  reader: ChatReader;
  /** Sees every chat of the shop: chats:all. */
  readsAll: boolean;
  /** The reader's own language, where they have one. */
  language: string | null;
}

/** A person who looks at the chats of one shop: not an API key. */
export type ShopUser = ShopReader & { userId: string };

/** What makes a member a reader. */
export interface ReadingMember {
  userId: string;
  accountId: string;
  role: OpenWord<Role>;
  advanced: boolean;
  language?: string | undefined;
}

const shopAccess = statement('shop-chat-access', 'select chat_access from shop where id = $1');

/** Turns callers into readers of a shop, by the shop's chat access. */
@Injectable()
export class ShopReaders {
  constructor(private readonly database: Database) {}

  /** The caller of a request; the guard has checked that the shop is theirs. */
  async of(actor: Actor, shopId: string): Promise<ShopReader> {
    if (actor.kind === 'user') return this.ofMember(actor, shopId, await this.chatAccess(shopId));
    if (actor.kind !== 'key' || actor.accountId === null) throw problem('permission.denied');
    return {
      shopId,
      accountId: actor.accountId,
      userId: null,
      reader: keyReader,
      readsAll: true,
      language: null,
    };
  }

  /** The caller where only people are let in. */
  async ofUser(user: UserActor, shopId: string): Promise<ShopUser> {
    return this.ofMember(user, shopId, await this.chatAccess(shopId));
  }

  /** A member as a reader, with the shop's chat access at hand. */
  ofMember(
    member: ReadingMember,
    shopId: string,
    roles: readonly ChatAccessStanding[] | undefined,
  ): ShopUser {
    const { userId, accountId, role, advanced, language } = member;
    const permissions = permissionsOf({ role, advanced, chatAccess: roles && { roles } });
    const reader = { userId, permissions };
    return {
      shopId,
      accountId,
      userId,
      reader,
      readsAll: permissions.has('chats:all'),
      language: language ?? null,
    };
  }

  /** Whom the shop opens every chat to; undefined: it has not said, the default counts. */
  async chatAccess(shopId: string): Promise<ChatAccessStanding[] | undefined> {
    const [shop] = await this.database.query<{ chat_access: ChatAccessStanding[] }>(shopAccess, [shopId]);
    return shop?.chat_access;
  }
}
