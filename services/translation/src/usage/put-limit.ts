import { Injectable } from '@nestjs/common';
import { userActor } from '@switchboard/contracts';
import { requireVersion } from '@switchboard/http';
import { auditEvent, Outbox } from '@switchboard/messaging';
import { statement, TransactionRunner } from '@switchboard/persistence';
import type { VersionedLimit } from './usage.query.js';

/** Who sets which shop's limit. */
export interface LimitChange {
  readonly accountId: string;
  readonly shopId: string;
  readonly userId: string;
  readonly monthlyCharacters: number | null;
  /** The version the caller has seen, where they say so. */
  readonly seen: number | undefined;
}

const place = statement(
  'limit_place',
  `insert into usage_limit (shop_id, account_id, version) values ($1, $2, 0) on conflict (shop_id) do nothing`,
);
const lock = statement(
  'limit_lock',
  `select monthly_characters as "monthlyCharacters", version from usage_limit where shop_id = $1 and account_id = $2 for update`,
);
const write = statement(
  'limit_write',
  `update usage_limit set monthly_characters = $2, version = version + 1 where shop_id = $1
   returning version, switchboard_now() as now`,
);

/** Sets or lifts a shop's monthly limit. */
@Injectable()
export class PutLimit {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly outbox: Outbox,
  ) {}

  /** Throws `version.stale`. */
  async put({ accountId, shopId, userId, monthlyCharacters, seen }: LimitChange): Promise<VersionedLimit> {
    return this.transactions.run(async (tx) => {
      await tx.query(place, [shopId, accountId]);
      const [before] = await tx.query<VersionedLimit>(lock, [shopId, accountId]);
      requireVersion(seen, before!.version);
      if (before!.version > 0 && before!.monthlyCharacters === monthlyCharacters) return before!;
      const [after] = await tx.query<{ version: number; now: Date }>(write, [shopId, monthlyCharacters]);
      const entry = auditEvent({
        accountId,
        shopId,
        actor: userActor(userId),
        action: 'settings.translation_limit.updated',
        target: { kind: 'shop', id: shopId },
        before: { monthlyCharacters: before!.monthlyCharacters },
        after: { monthlyCharacters },
        at: after!.now,
      });
      await this.outbox.append(tx, [entry]);
      return { monthlyCharacters, version: after!.version };
    });
  }
}
