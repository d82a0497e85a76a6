import { Injectable } from '@nestjs/common';
import { Outbox } from '@switchboard/messaging';
import { statement, TransactionRunner } from '@switchboard/persistence';
import { loadEvent, type ToldLoad } from './load-event.js';

/** What to publish again, and whom to tell how far it is. */
export interface Republishing {
  /** Count instead of publishing. */
  readonly dryRun?: boolean;
  readonly onProgress?: (published: number) => void;
}

const atOnce = 500;
const nobody = '00000000-0000-0000-0000-000000000000';

const loadsAfter = statement(
  'loads-after',
  `select a.account_id as "accountId", l.shop_id as "shopId", l.agent_id as "agentId", l.open_chats as "openChats",
     l.online, l.version, l.published_at as "publishedAt"
   from agent_load l join agent a on a.shop_id = l.shop_id and a.id = l.agent_id
   where (l.shop_id, l.agent_id) > ($1::uuid, $2::uuid) order by l.shop_id, l.agent_id limit ${atOnce}
   for no key update of l`,
);

/**
 * Publishes every state of routing.agents.v1 once more, unchanged and with its version: for a consumer that lost
 * its data, and nightly against a late older record. Rows are locked while their state goes into the outbox.
 */
@Injectable()
export class RepublishLoads {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly outbox: Outbox,
  ) {}

  /** Answers how many states. */
  async run({ dryRun = false, onProgress }: Republishing = {}): Promise<number> {
    let published = 0;
    let after: [string, string] | undefined = [nobody, nobody];
    while (after) {
      const from: [string, string] = after;
      const loads: ToldLoad[] = await this.transactions.run(async (tx) => {
        const found = await tx.query<ToldLoad>(loadsAfter, from);
        if (!dryRun)
          await this.outbox.append(
            tx,
            found.map((load) => loadEvent(load)),
          );
        return found;
      });
      published += loads.length;
      onProgress?.(published);
      const last = loads.at(-1);
      after = last && loads.length === atOnce ? [last.shopId, last.agentId] : undefined;
    }
    return published;
  }
}
