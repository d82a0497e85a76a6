import { Injectable } from '@nestjs/common';
import { Outbox } from '@switchboard/messaging';
import { Database, statement } from '@switchboard/persistence';
import { NIL } from 'uuid';
import type { AgentState } from './agent-state.js';
import { statesOrGone } from './agent-state.js';
import { EngineMetrics } from './engine-metrics.js';
import {
  ChatQueue,
  type Accepted,
  type AcceptOutcome,
  type MessageToStore,
  type NewlyQueued,
  type ShopEpoch,
  type ShopPicks,
  type ShopRound,
  type StoredMessage,
} from './chat-queue.js';
import { rangeOf } from './shop-ranges.js';

type ShopTuple = [
  shopId: string,
  fresh: boolean,
  epoch: number,
  mode: string,
  assigned: number,
  waiting: number,
];
interface RoundAnswer {
  shops: ShopTuple[];
  states: [shopId: string, agentId: string, state: AgentState | null][];
}
interface AcceptAnswer {
  messages: [place: number, outcome: AcceptOutcome, chatId: string | null, messageId: string | null][];
  queued: [shopId: string, chats: number, epoch: number, mode: string][];
  states?: [shopId: string, agentId: string, state: AgentState][];
}

/** One text per call of the hot path: prepared and planned once per connection. */
const sql = {
  accept: statement('accept', 'select accept_v1($1) as answer'),
  acceptOne: statement('accept_one', 'select accept_one_v1($1, $2) as answer'),
  assign: statement('assign', 'select assign_v1($1, $2, $3, $4, $5, $6, $7, $8) as answer'),
  assignOne: statement('assign_one', 'select assign_one_v1($1, $2, $3, $4, $5, $6) as answer'),
  assignChoosing: statement('assign_choosing', 'select assign_choosing_v1($1, $2) as answer'),
  epochs: statement('shop_epochs', 'select id, epoch, mode from shop where id = any ($1)'),
  states: statement(
    'agent_states',
    `select asked.shop_id, agent_states_v1(asked.shop_id, array_agg(asked.agent_id)) as states
     from unnest($1::uuid[], $2::uuid[]) as asked (shop_id, agent_id) group by asked.shop_id`,
  ),
  agentsPage: statement(
    'agents_page',
    `select agent_state_v1(agent) as state from agent
     where shop_id = $1 and id > $2 order by id limit $3`,
  ),
  waiting: statement(
    'chats_waiting',
    `select count(*) as chats
     from (select from chat where shop_id = $1 and state = 'queued' order by arrival limit $2) as head`,
  ),
  longWaiting: statement(
    'shops_waiting_long',
    // From shop to shop along the index: each shows its longest waiting chat first, and the others are never read.
    `with recursive waiting (shop_id, since) as (
       (select shop_id, waiting_since from chat where state = 'queued' order by shop_id, waiting_since limit 1)
       union all
       select next.shop_id, next.waiting_since from waiting cross join lateral (
         select shop_id, waiting_since from chat
          where state = 'queued' and shop_id > waiting.shop_id order by shop_id, waiting_since limit 1
       ) as next
     )
     select shop_id from waiting
      where since < (select switchboard_now()) - $2 * interval '1 millisecond'
        and ${rangeOf('shop_id')} = any ($1::bigint[])
        and exists (
          select from agent
           where agent.shop_id = waiting.shop_id and availability = 0 and open_count < capacity)`,
  ),
  canServe: statement(
    'shop_can_serve',
    `select exists (select from chat where shop_id = $1 and state = 'queued')
        and exists (select from agent where shop_id = $1 and availability = 0 and open_count < capacity) as yes`,
  ),
  shopsPage: statement(
    'shops_page',
    `select id from shop
     where id > $2 and ${rangeOf('id')} = any ($1::bigint[]) order by id limit $3`,
  ),
  advanceEpoch: statement('advance_epoch', 'select advance_epoch_v1($1) as epoch'),
};

/** The queue and the guard as functions of assignment/sql, each call one statement. */
@Injectable()
export class PostgresChatQueue extends ChatQueue {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly metrics: EngineMetrics,
  ) {
    super();
  }

  async accept(messages: readonly MessageToStore[], fewAgents: number): Promise<Accepted> {
    const rows = messages.map((message, at) => ({
      place: at + 1,
      shop_id: message.shopId,
      customer_id: message.customerId,
      customer_name: message.customerName ?? null,
      customer_language: message.customerLanguage ?? null,
      external_id: message.externalMessageId,
      message_id: message.messageId,
      chat_id: message.chatId,
      text: message.text ?? null,
      card: message.card ?? null,
      sent_at: message.sentAt ?? null,
      account_id: message.accountId ?? null,
    }));
    const json = JSON.stringify(rows);
    const answer = await (rows.length === 1
      ? this.answer<AcceptAnswer>(sql.acceptOne, [json, fewAgents])
      : this.answer<AcceptAnswer>(sql.accept, [json]));
    this.outbox.committed();
    const stored: StoredMessage[] = [];
    for (const [place, outcome, chatId, messageId] of answer.messages)
      stored[place - 1] = { outcome, chatId, messageId };
    const queued = answer.queued.map(([shopId, chats, epoch, mode]): NewlyQueued => ({
      shopId,
      chats,
      epoch,
      mode,
    }));
    const given = (answer.states ?? []).map(([shopId, , state]) => ({ shopId, states: [state] }));
    if (given.length > 0) this.metrics.assigned.inc({ chosen_by: 'sql' }, given.length);
    return { messages: stored, queued, given };
  }

  async assign(picks: readonly ShopPicks[]): Promise<ShopRound[]> {
    const [first] = picks;
    const answer =
      first && picks.length === 1 && first.agentIds.length === 1
        ? await this.answer<RoundAnswer>(sql.assignOne, [
            first.shopId, first.epoch, first.lastScore, first.compared, first.agentIds[0], first.knownSeqs[0],
          ]) // prettier-ignore
        : await this.answer<RoundAnswer>(sql.assign, [
            picks.map(({ shopId }) => shopId),
            picks.map(({ epoch }) => epoch),
            picks.map(({ agentIds }) => agentIds.length),
            picks.map(({ lastScore }) => lastScore),
            picks.map(({ compared }) => compared),
            picks.flatMap(({ shopId, agentIds }) => agentIds.map(() => shopId)),
            picks.flatMap(({ agentIds }) => agentIds),
            picks.flatMap(({ knownSeqs }) => knownSeqs),
          ]);
    return this.toRounds(answer, 'redis');
  }

  async assignChoosing(shopId: string, limit: number): Promise<ShopRound> {
    return this.toRounds(await this.answer<RoundAnswer>(sql.assignChoosing, [shopId, limit]), 'sql')[0]!;
  }

  async epochs(shopIds: readonly string[]): Promise<ShopEpoch[]> {
    const rows = await this.database.query<{ id: string; epoch: number; mode: string }>(sql.epochs, [
      shopIds,
    ]);
    return rows.map(({ id, epoch, mode }) => ({ shopId: id, epoch, mode }));
  }

  async statesOf(agents: readonly { shopId: string; agentIds: readonly string[] }[]) {
    const rows = await this.database.query<{ shop_id: string; states: AgentState[] }>(sql.states, [
      agents.flatMap(({ shopId, agentIds }) => agentIds.map(() => shopId)),
      agents.flatMap(({ agentIds }) => agentIds),
    ]);
    return new Map(rows.map(({ shop_id, states }) => [shop_id, states]));
  }

  async agentsPage(shopId: string, afterId: string, limit: number): Promise<AgentState[]> {
    const rows = await this.database.query<{ state: AgentState }>(sql.agentsPage, [
      shopId,
      afterId || NIL,
      limit,
    ]);
    return rows.map(({ state }) => state);
  }

  async waiting(shopId: string, limit: number): Promise<number> {
    const [row] = await this.database.query<{ chats: number }>(sql.waiting, [shopId, limit]);
    return row!.chats;
  }

  async longWaiting(ranges: readonly number[], ageMs: number): Promise<string[]> {
    const rows = await this.database.query<{ shop_id: string }>(sql.longWaiting, [ranges, ageMs]);
    return rows.map(({ shop_id }) => shop_id);
  }

  async canServe(shopId: string): Promise<boolean> {
    const [row] = await this.database.query<{ yes: boolean }>(sql.canServe, [shopId]);
    return row!.yes;
  }

  async shopsPage(ranges: readonly number[], afterId: string, limit: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(sql.shopsPage, [ranges, afterId || NIL, limit]);
    return rows.map(({ id }) => id);
  }

  async advanceEpoch(shopId: string): Promise<number> {
    const [row] = await this.database.query<{ epoch: number }>(sql.advanceEpoch, [shopId]);
    return row!.epoch;
  }

  private toRounds({ shops, states }: RoundAnswer, chosenBy: 'redis' | 'sql'): ShopRound[] {
    const chats = shops.reduce((sum, [, , , , assigned]) => sum + assigned, 0);
    if (chats > 0) {
      this.outbox.committed();
      this.metrics.assigned.inc({ chosen_by: chosenBy }, chats);
    }
    return shops.map(([shopId, fresh, epoch, mode, assigned, waiting]) => {
      const mine = states.filter(([shop]) => shop === shopId);
      const known = mine.flatMap(([, , state]) => (state ? [state] : []));
      const ids = mine.map(([, agentId]) => agentId);
      return { shopId, fresh, epoch, mode, assigned, waiting, states: statesOrGone(ids, known) };
    });
  }

  private async answer<T>(call: Parameters<Database['query']>[0], params: readonly unknown[]): Promise<T> {
    const [row] = await this.database.query<{ answer: T }>(call, params);
    return row!.answer;
  }
}
