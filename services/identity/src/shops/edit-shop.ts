import { Injectable } from '@nestjs/common';
import { shopState, userActor } from '@switchboard/contracts';
import { problem, type UserActor } from '@switchboard/http';
import { Outbox, stateEvent } from '@switchboard/messaging';
import { statement, TransactionRunner } from '@switchboard/persistence';
import { canonicalLanguage } from '@switchboard/text';
import { AuditTrail } from '../audit/audit-trail.js';
import { shopColumns, shopStateOf, type ShopRow } from './shop-record.js';
import type { ShopChangesDto } from './shop.dto.js';

const lockShop = statement(
  'shop.lock',
  `select ${shopColumns} from shop where account_id = $1 and shop_id = $2 for no key update`,
);
const updateShop = statement(
  'shop.update',
  `update shop set name = $3, customer_language = $4, version = version + 1
   where account_id = $1 and shop_id = $2 returning ${shopColumns}`,
);

/** Changes a shop's name or the language that its customers are taken to write. */
@Injectable()
export class EditShop {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly outbox: Outbox,
    private readonly audit: AuditTrail,
  ) {}

  run(user: UserActor, shopId: string, changes: ShopChangesDto): Promise<ShopRow> {
    return this.transactions.run(async (tx) => {
      const [before] = await tx.query<ShopRow>(lockShop, [user.accountId, shopId]);
      if (!before) throw problem('not_found');
      const name = changes.name ?? before.name;
      const language = languageAfter(changes, before);
      if (name === before.name && language === before.customer_language) return before;
      const [after] = await tx.query<ShopRow>(updateShop, [user.accountId, shopId, name, language]);
      const actor = userActor(user.userId);
      await this.outbox.append(tx, [stateEvent(shopState, shopStateOf(after!, actor))]);
      await this.audit.record(tx, {
        accountId: user.accountId,
        shopId,
        actor,
        action: 'shop.updated',
        target: { kind: 'shop', id: shopId },
        before: { name: before.name, customerLanguage: before.customer_language },
        after: { name, customerLanguage: language },
      });
      return after!;
    });
  }
}

function languageAfter({ customerLanguage }: ShopChangesDto, before: ShopRow): string | null {
  if (customerLanguage === undefined) return before.customer_language;
  return customerLanguage === null ? null : (canonicalLanguage(customerLanguage) ?? null);
}
