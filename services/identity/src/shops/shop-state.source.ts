import { Injectable } from '@nestjs/common';
import { shopsTopic, systemActor } from '@switchboard/contracts';
import type { StateSource } from '@switchboard/messaging';
import { statement, type Transaction } from '@switchboard/persistence';
import { shopColumns, type ShopRow } from './shop-record.js';
import { ShopStates } from './shop-states.js';

const lockPage = statement(
  'shop.lock-page',
  `select ${shopColumns} from shop where $1::uuid is null or shop_id > $1
   order by shop_id limit $2 for no key update`,
);

/** Every shop, for publishing them again. */
@Injectable()
export class ShopStateSource implements StateSource {
  readonly topic = shopsTopic.name;

  constructor(private readonly states: ShopStates) {}

  async appendPage(tx: Transaction, after: string | undefined, limit: number): Promise<string | undefined> {
    const rows = await tx.query<ShopRow>(lockPage, [after ?? null, limit]);
    for (const row of rows) await this.states.publish(tx, row, systemActor);
    return rows.length < limit ? undefined : rows.at(-1)?.shop_id;
  }
}
