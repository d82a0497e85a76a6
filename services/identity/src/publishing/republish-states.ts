import { Injectable } from '@nestjs/common';
import { systemActor } from '@switchboard/contracts';
import { statement, TransactionRunner, type Transaction } from '@switchboard/persistence';
import { ApiKeyStates } from '../api-keys/api-key-states.js';
import { apiKeySelection, type ApiKeyRow } from '../api-keys/api-key-record.js';
import { shopColumns, type ShopRow } from '../shops/shop-record.js';
import { ShopStates } from '../shops/shop-states.js';
import { readMemberRecord } from '../users/member-record.js';
import { MemberStates } from '../users/member-states.js';

const pageSize = 200;

const lockMembers = statement(
  'republish.members',
  `select account_id, user_id from membership
   where status <> 'pending' and activated_at is not null and ($1::uuid is null or user_id > $1)
   order by user_id limit ${pageSize} for no key update`,
);
const lockShops = statement(
  'republish.shops',
  `select ${shopColumns} from shop where $1::uuid is null or shop_id > $1
   order by shop_id limit ${pageSize} for no key update`,
);
const lockKeys = statement(
  'republish.keys',
  `${apiKeySelection} where $1::uuid is null or k.key_id > $1 order by k.key_id limit ${pageSize} for no key update of k`,
);

/** How a page is published: its ids, in order, all done. */
type PublishPage = (tx: Transaction, after: string | null) => Promise<string[]>;

/** Told after each page. */
export type RepublishProgress = (published: number) => void;

/**
 * Publishes every state once more, unchanged and with its version: for a consumer that starts anew, and
 * against late records that outlived a newer one. Rows are locked, so that a change made meanwhile comes after.
 */
@Injectable()
export class RepublishStates {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly members: MemberStates,
    private readonly shops: ShopStates,
    private readonly keys: ApiKeyStates,
  ) {}

  /** Answers how many states. */
  async run(progress: RepublishProgress = () => {}): Promise<number> {
    let published = 0;
    const pages: PublishPage[] = [
      (tx, after) => this.publishShops(tx, after),
      (tx, after) => this.publishMembers(tx, after),
      (tx, after) => this.publishKeys(tx, after),
    ];
    for (const page of pages) {
      for (let after: string | null = null; ;) {
        const ids: string[] = await this.transactions.run((tx) => page(tx, after));
        published += ids.length;
        progress(published);
        if (ids.length < pageSize) break;
        after = ids.at(-1)!;
      }
    }
    return published;
  }

  private async publishMembers(tx: Transaction, after: string | null): Promise<string[]> {
    const rows = await tx.query<{ account_id: string; user_id: string }>(lockMembers, [after]);
    for (const { account_id, user_id } of rows) {
      await this.members.publish(tx, (await readMemberRecord(tx, account_id, user_id))!, systemActor);
    }
    return rows.map((row) => row.user_id);
  }

  private async publishShops(tx: Transaction, after: string | null): Promise<string[]> {
    const rows = await tx.query<ShopRow>(lockShops, [after]);
    for (const row of rows) await this.shops.publish(tx, row, systemActor);
    return rows.map((row) => row.shop_id);
  }

  private async publishKeys(tx: Transaction, after: string | null): Promise<string[]> {
    const rows = await tx.query<ApiKeyRow>(lockKeys, [after]);
    for (const row of rows) await this.keys.publish(tx, row, systemActor);
    return rows.map((row) => row.key_id);
  }
}
