import { Injectable } from '@nestjs/common';
import type { ShopState } from '@switchboard/contracts';
import { AccessProjection } from '@switchboard/http';
import { TransactionRunner } from '@switchboard/persistence';
import { CreateSettings } from '../settings/create-settings.js';
import { lockAccount } from './account-lock.js';
import { CreateAgents } from './create-agents.js';

/** Stores a shop as identity publishes it: its settings begin with the defaults, its members become agents. */
@Injectable()
export class TakeShop {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly projection: AccessProjection,
    private readonly createSettings: CreateSettings,
    private readonly createAgents: CreateAgents,
  ) {}

  /** Also for a state that the projection has: the access guard may have asked identity for the shop before. */
  async run(shop: ShopState): Promise<void> {
    const { accountId, shopId } = shop;
    await this.transactions.run(async (tx) => {
      await lockAccount(tx, accountId);
      await this.projection.applyShop(tx, shop);
      await this.createSettings.run(tx, accountId, shopId);
      await this.createAgents.run(tx, { accountId, shopId });
    });
  }
}
