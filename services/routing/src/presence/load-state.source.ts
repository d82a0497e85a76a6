import { Injectable } from '@nestjs/common';
import { agentLoadTopic } from '@switchboard/contracts';
import { Outbox, type StateSource } from '@switchboard/messaging';
import { decodeCursor, encodeCursor, statement, type Transaction } from '@switchboard/persistence';
import { NIL } from 'uuid';
import { loadEvent, type ToldLoad } from './load-event.js';

const loadsAfter = statement(
  'loads-after',
  `select a.account_id as "accountId", l.shop_id as "shopId", l.agent_id as "agentId", l.open_chats as "openChats",
     l.online, l.version, l.published_at as "publishedAt"
   from agent_load l join agent a on a.shop_id = l.shop_id and a.id = l.agent_id
   where (l.shop_id, l.agent_id) > ($1::uuid, $2::uuid) order by l.shop_id, l.agent_id limit $3
   for no key update of l`,
);

/** Every agent's open chats and presence as last published, for publishing them again. */
@Injectable()
export class LoadStateSource implements StateSource {
  readonly topic = agentLoadTopic.name;

  constructor(private readonly outbox: Outbox) {}

  async appendPage(tx: Transaction, after: string | undefined, limit: number): Promise<string | undefined> {
    const from = after === undefined ? [NIL, NIL] : decodeCursor(after, 2);
    const loads = await tx.query<ToldLoad>(loadsAfter, [...from, limit]);
    await this.outbox.append(
      tx,
      loads.map((load) => loadEvent(load)),
    );
    const last = loads.at(-1);
    return last && loads.length === limit ? encodeCursor([last.shopId, last.agentId]) : undefined;
  }
}
