import { Injectable } from '@nestjs/common';
import { type EventActor, shopState, userActor } from '@switchboard/contracts';
import type { UserActor } from '@switchboard/http';
import { Outbox, stateEvent } from '@switchboard/messaging';
import { statement, TransactionRunner, type Queryable } from '@switchboard/persistence';
import { canonicalLanguage } from '@switchboard/text';
import { v7 as uuidv7 } from 'uuid';
import { AuditTrail } from '../audit/audit-trail.js';
import { shopColumns, shopStateOf, type ShopRow } from './shop-record.js';
import type { NewShopDto } from './shop.dto.js';

const insertShop = statement(
  'shop.insert',
  `insert into shop (shop_id, account_id, name, customer_language) values ($1, $2, $3, $4) returning ${shopColumns}`,
);

/** Opens a shop: for an account that exists, and as the first one of a new account. */
@Injectable()
export class OpenShop {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly outbox: Outbox,
    private readonly audit: AuditTrail,
  ) {}

  run(actor: UserActor, shop: NewShopDto): Promise<ShopRow> {
    return this.transactions.run((tx) => this.within(tx, actor.accountId, shop, userActor(actor.userId)));
  }

  /** Inside a transaction that does more. */
  async within(tx: Queryable, accountId: string, shop: NewShopDto, actor: EventActor): Promise<ShopRow> {
    const language = shop.customerLanguage == null ? null : canonicalLanguage(shop.customerLanguage);
    const [row] = await tx.query<ShopRow>(insertShop, [uuidv7(), accountId, shop.name, language]);
    await this.outbox.append(tx, [stateEvent(shopState, shopStateOf(row!, actor))]);
    await this.audit.record(tx, {
      accountId,
      shopId: row!.shop_id,
      actor,
      action: 'shop.created',
      target: { kind: 'shop', id: row!.shop_id },
      before: null,
      after: { name: row!.name, customerLanguage: row!.customer_language },
    });
    return row!;
  }
}
