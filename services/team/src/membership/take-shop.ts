import { Injectable } from '@nestjs/common';
import type { ShopState } from '@switchboard/contracts';
import { AccessProjection } from '@switchboard/http';
import { statement, type Transaction } from '@switchboard/persistence';
import { CreateSettings } from '../settings/create-settings.js';
import { lockAccount } from './account-lock.js';
import { CreateAgents } from './create-agents.js';

const upsertShop = statement(
  'shop_upsert',
  `insert into shop (shop_id, account_id, status, version) values ($1, $2, $3, $4)
   on conflict (shop_id) do update set status = excluded.status, version = excluded.version
   where shop.version < excluded.version and shop.account_id = excluded.account_id
   returning 1`,
);

/** Takes over a shop as identity publishes it: its settings begin with the defaults, its members become agents. */
@Injectable()
export class TakeShop {
  constructor(
    private readonly projection: AccessProjection,
    private readonly createSettings: CreateSettings,
    private readonly createAgents: CreateAgents,
  ) {}

  async run(tx: Transaction, shop: ShopState): Promise<void> {
    const { accountId, shopId, status, version } = shop;
    await lockAccount(tx, accountId);
    await this.projection.applyShop(tx, shop);
    const isNew = (await tx.query(upsertShop, [shopId, accountId, status, version])).length > 0;
    if (!isNew || status !== 'active') return;
    await this.createSettings.run(tx, accountId, shopId);
    await this.createAgents.run(tx, { accountId, shopId });
  }
}
