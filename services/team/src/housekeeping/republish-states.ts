import { Injectable } from '@nestjs/common';
import { TransactionRunner, type Transaction } from '@switchboard/persistence';
import { MoreThan, type FindOptionsWhere } from 'typeorm';
import { AgentAnnouncement } from '../agents/agent-announcement.js';
import { Agent } from '../agents/agent.entity.js';
import { SettingsAnnouncement } from '../settings/settings-announcement.js';
import { ShopSettings } from '../settings/shop-settings.entity.js';

const AT_ONCE = 500;

/** What to publish again, and whom to tell how far it is. */
export interface Republishing {
  /** Only this shop. */
  shopId?: string;
  /** Count instead of publishing. */
  dryRun?: boolean;
  onProgress?: (published: number) => void;
}

/**
 * Publishes every state once more, unchanged and with its version: for a consumer that lost its data, and nightly
 * against a late older record on a compacted topic. Rows are locked while their state goes into the outbox: a change
 * made meanwhile comes after it.
 */
@Injectable()
export class RepublishStates {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly agents: AgentAnnouncement,
    private readonly settings: SettingsAnnouncement,
  ) {}

  /** Answers how many states. */
  async run({ shopId, dryRun = false, onProgress }: Republishing = {}): Promise<number> {
    let published = 0;
    const inPages = async <Row>(page: (tx: Transaction, after: Row | undefined) => Promise<Row[]>) => {
      let last: Row | undefined;
      do {
        const rows: Row[] = await this.transactions.run((tx) => page(tx, last));
        last = rows.length === AT_ONCE ? rows.at(-1) : undefined;
        published += rows.length;
        onProgress?.(published);
      } while (last !== undefined);
    };

    await inPages<ShopSettings>(async (tx, after) => {
      const where = shopId ? { shopId } : after ? { shopId: MoreThan(after.shopId) } : {};
      const rows = await tx.manager
        .getRepository(ShopSettings)
        .find({ where, order: { shopId: 'asc' }, ...locked });
      if (!dryRun) await this.settings.publish(tx, rows);
      return rows;
    });
    await inPages<Agent>(async (tx, after) => {
      const inShop: FindOptionsWhere<Agent> = shopId ? { shopId } : {};
      const where: FindOptionsWhere<Agent>[] = after
        ? [
            { ...inShop, shopId: after.shopId, userId: MoreThan(after.userId) },
            ...(shopId ? [] : [{ shopId: MoreThan(after.shopId) }]),
          ]
        : [inShop];
      const order = { shopId: 'asc', userId: 'asc' } as const;
      const rows = await tx.manager.getRepository(Agent).find({ where, order, ...locked });
      if (!dryRun) await this.agents.publish(tx, rows);
      return rows;
    });
    return published;
  }
}

const locked = { take: AT_ONCE, lock: { mode: 'pessimistic_write' } } as const;
