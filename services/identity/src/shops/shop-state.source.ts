import { Injectable } from '@nestjs/common';
import { shopState, shopsTopic, systemActor } from '@switchboard/contracts';
import { Outbox, stateEvent, type StateSource } from '@switchboard/messaging';
import { statement, type Transaction } from '@switchboard/persistence';
import { shopColumns, shopStateOf, type ShopRow } from './shop-record.js';

const lockPage = statement(
  'shop.lock-page',
  `select ${shopColumns} from shop where $1::uuid is null or shop_id > $1
   order by shop_id limit $2 for no key update`,
);

/** Every shop, for publishing them again. */
@Injectable()
export class ShopStateSource implements StateSource {
  readonly topic = shopsTopic.name;

  constructor(private readonly outbox: Outbox) {}

  async appendPage(tx: Transaction, after: string | undefined, limit: number): Promise<string | undefined> {
    const rows = await tx.query<ShopRow>(lockPage, [after ?? null, limit]);
    const states = rows.map((row) => stateEvent(shopState, shopStateOf(row, systemActor)));
    await this.outbox.append(tx, states);
    return rows.length < limit ? undefined : rows.at(-1)?.shop_id;
  }
}
