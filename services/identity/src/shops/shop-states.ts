import { Injectable } from '@nestjs/common';
import { shopState, type EventActor } from '@switchboard/contracts';
import { event, Outbox } from '@switchboard/messaging';
import type { Queryable } from '@switchboard/persistence';
import { shopStateOf, type ShopRow } from './shop-record.js';

/** Publishes shops, whole, in the transaction of their change. */
@Injectable()
export class ShopStates {
  constructor(private readonly outbox: Outbox) {}

  async publish(tx: Queryable, row: ShopRow, actor: EventActor): Promise<void> {
    const context = { accountId: row.account_id, shopId: row.shop_id };
    await this.outbox.append(tx, [event(shopState, shopStateOf(row, actor), context)]);
  }
}
