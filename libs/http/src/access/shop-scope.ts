import { Injectable } from '@nestjs/common';
import { isId } from '../input/id.js';
import { problem } from '../problems/problem.js';
import { AccessAuthority, AccessDirectory, type ShopRecord } from './access-directory.js';
import type { Actor } from './actor.js';

/**
 * Which shops a caller sees. The guard asks for `:shopId` and `?shopId=`; a route that takes shop ids
 * elsewhere asks itself. What is not seen answers 404, as what is not there.
 */
@Injectable()
export class ShopScope {
  constructor(
    private readonly directory: AccessDirectory,
    private readonly authority: AccessAuthority,
  ) {}

  /** The shop, if it is the caller's account's and among their shops. Throws `not_found`. */
  async require(actor: Actor, shopId: string): Promise<ShopRecord> {
    if (!isId(shopId) || !mayNameShop(actor, shopId)) throw problem('not_found');
    const shop = await this.find(shopId);
    if (!shop || shop.status !== 'active') throw problem('not_found');
    if (actor.kind !== 'service' && actor.accountId !== shop.accountId) throw problem('not_found');
    return shop;
  }

  /** A shop made a moment ago may be missing from the projection: identity is asked before it is denied. */
  private async find(shopId: string): Promise<ShopRecord | undefined> {
    const known = await this.directory.shop(shopId);
    if (known || this.authority.isLocal) return known;
    return this.authority.shop(shopId);
  }
}

function mayNameShop(actor: Actor, shopId: string): boolean {
  if (actor.kind === 'service') return true;
  const shops = actor.kind === 'key' ? actor.shopIds : actor.shopAccess;
  return shops === 'all' || shops.includes(shopId);
}
