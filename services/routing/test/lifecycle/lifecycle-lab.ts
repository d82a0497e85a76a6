import { Metrics } from '@switchboard/chassis';
import type { Outbox } from '@switchboard/messaging';
import { until } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import { closings, reassignments, type DueChats } from '../../src/lifecycle/due-chats.js';
import { LifecycleMetrics } from '../../src/lifecycle/lifecycle-metrics.js';
import { LifecyclePass } from '../../src/lifecycle/lifecycle-pass.js';
import { LifecycleSettings } from '../../src/lifecycle/lifecycle-settings.js';
import { EngineLab } from '../engine/engine-lab.js';
import type { EngineProcess } from '../engine/engine-process.js';
import { expectSound } from '../engine/expect-sound.js';
import { ShopFixture, type AgentSpec } from '../engine/shop-fixture.js';

export const everyRange = Array.from({ length: 16 }, (_, range) => range);
const silentOutbox = { committed: () => undefined } as unknown as Outbox;
const tasks = new Map([...closings, ...reassignments].map((task) => [task.kind, task]));

export const minutes = (count: number) => count * 60_000;
export const days = (count: number) => minutes(count * 24 * 60);

/** A chat as the lifecycle sees it. */
export interface ChatState {
  id: string;
  state: string;
  agent_id: string | null;
  version: number;
  seq: number;
  reassigned: number;
  holders: string[];
}

/** A process that does what time does to chats, with a clock that the test moves. */
export class LifecycleLab {
  private now = Date.now();
  readonly metrics = new LifecycleMetrics(new Metrics('lifecycle-test'));

  private constructor(
    readonly engine: EngineLab,
    readonly process: EngineProcess,
  ) {}

  static async open(): Promise<LifecycleLab> {
    const engine = await EngineLab.open();
    const lab = new LifecycleLab(engine, await engine.process({ poolSize: 10 }));
    await lab.later(0);
    return lab;
  }

  close(): Promise<void> {
    return this.engine.close();
  }

  /** The database's clock goes on by so much, and stands. */
  async later(ms: number): Promise<void> {
    this.now += ms;
    await this.engine.database.setNow(new Date(this.now));
  }

  /** A shop of one test: for those of earlier tests time stands still. */
  async shop(agents: AgentSpec[], lifecycle?: Parameters<ShopFixture['setMode']>[2]): Promise<ShopFixture> {
    await this.query(
      `update shop set auto_close_days = null, reassign_offline_minutes = null, reassign_no_reply_minutes = null`,
    );
    return this.anotherShop(agents, lifecycle);
  }

  /** One beside it. */
  async anotherShop(
    agents: AgentSpec[],
    lifecycle?: Parameters<ShopFixture['setMode']>[2],
  ): Promise<ShopFixture> {
    const shop = await ShopFixture.create(this.process, agents);
    if (lifecycle) await shop.setMode(this.process, 'lowest_workload', lifecycle);
    return shop;
  }

  /** A shop whose agents are online: one for each capacity. */
  async onlineShop(
    capacities: number[],
    lifecycle?: Parameters<ShopFixture['setMode']>[2],
  ): Promise<ShopFixture> {
    const shop = await this.shop(
      capacities.map((capacity) => ({ capacity })),
      lifecycle,
    );
    await this.presence(shop, shop.agentIds, []);
    return shop;
  }

  pass(settings: Partial<LifecycleSettings> = {}, process = this.process): LifecyclePass {
    return new LifecyclePass(
      process.database,
      process.changes,
      silentOutbox,
      new LifecycleSettings(settings),
      this.metrics,
    );
  }

  /** One pass over every shop; answers how many chats changed. */
  async run(kind: DueChats['kind'], pass = this.pass()): Promise<number> {
    const changed = await pass.run(tasks.get(kind)!, everyRange);
    await this.process.quiet();
    return changed;
  }

  task(kind: DueChats['kind']): DueChats {
    return tasks.get(kind)!;
  }

  query<Row = Record<string, unknown>>(sql: string, params?: unknown[]): Promise<Row[]> {
    return this.engine.database.query<Row>(sql, params);
  }

  /** The customer writes; afterwards the chat is where it belongs. */
  async write(shop: ShopFixture, customerId: string): Promise<ChatState> {
    await shop.write(this.process, { customerId });
    await this.process.quiet();
    return this.chat(shop, customerId);
  }

  async chat(shop: ShopFixture, customerId: string): Promise<ChatState> {
    const [chat] = await this.query<ChatState>(
      `select id, state, agent_id, version, seq, reassigned, holders from chat where shop_id = $1 and customer_id = $2`,
      [shop.shopId, customerId],
    );
    return chat!;
  }

  /** What an agent's reply does to the rows. */
  async reply(chatId: string): Promise<void> {
    await this.query(
      `with answered as (
         update chat set seq = seq + 1, last_message_at = switchboard_now(), unanswered_since = null, reassigned = 0,
                         holders = '{}'
          where id = $1 returning *)
       insert into message (shop_id, id, chat_id, seq, direction, author_id, text, sent_at, accepted_at)
       select shop_id, uuidv7(), id, seq, 'out', agent_id, 'hi', last_message_at, last_message_at from answered`,
      [chatId],
    );
  }

  /** Somebody gives chats to an agent by hand. */
  async give(shop: ShopFixture, customerIds: string[], to: string): Promise<void> {
    const chats = await this.query<{ id: string; version: number }>(
      'select id, version from chat where shop_id = $1 and customer_id = any ($2)',
      [shop.shopId, customerIds],
    );
    await this.call(`transfer_chats_v1($1, $2, $3, $4, $5, null)`, [
      shop.shopId,
      chats.map(({ id }) => id),
      chats.map(({ version }) => version),
      to,
      somebody,
    ]);
  }

  /** Somebody closes a chat as they last saw it. */
  closeByHand(
    { shopId }: ShopFixture,
    { id, version, seq }: Pick<ChatState, 'id' | 'version' | 'seq'>,
  ): Promise<{ outcome: string }> {
    return this.call(`close_chat_v1($1, $2, $3, $4, $5, 'manual')`, [shopId, id, version, seq, somebody]);
  }

  /** Agents come or go, as presence tells it. */
  async presence(shop: ShopFixture, online: string[], offline: string[]): Promise<void> {
    const [row] = await this.process.database.query<{ answer: never }>(
      'select set_presence_v1($1, $2, $3) as answer',
      [shop.shopId, online, offline],
    );
    await this.process.changes.follow(row!.answer);
    await this.process.quiet();
  }

  /** Calls one of the functions that change chats, and does what follows. */
  async call<Answer = { outcome: string }>(sql: string, params: unknown[]): Promise<Answer> {
    const [row] = await this.process.database.query<{ answer: Answer & { shop?: string } }>(
      `select ${sql} as answer`,
      params,
    );
    if (row!.answer.shop) await this.process.changes.follow(row!.answer as never);
    await this.process.quiet();
    return row!.answer;
  }

  /**
   * `act` commits after `work` has chosen its chats and before it has locked them: the table's lock lets readers pass
   * and holds up whoever wants to lock a row.
   */
  async inBetween<T>(work: () => Promise<T>, act: (process: EngineProcess) => Promise<unknown>): Promise<T> {
    const other = await this.engine.process({ poolSize: 1 });
    // its plans are made now: nobody waits a second for a lock
    const unknown = { shopId: uuid(), customerId: 'nobody', externalMessageId: uuid(), text: 'hi' };
    await other.queue.accept([{ ...unknown, messageId: uuid(), chatId: uuid() }], 0);
    await other.database.query('begin');
    await other.database.query('lock table chat in exclusive mode');
    const working = work();
    await until(
      async () =>
        (
          await this.query(
            `select from pg_locks where relation = 'chat'::regclass and mode = 'RowShareLock' and not granted`,
          )
        ).length > 0,
      { describe: 'the work to want its locks' },
    );
    await act(other);
    await other.database.query('commit');
    return working;
  }

  /** What holds at rest, whatever happened before. */
  expectSound(shop: ShopFixture): Promise<void> {
    return expectSound(this.process, shop.shopId);
  }

  /** Types, versions and reasons of what was told about a chat. */
  async told(chatId: string): Promise<[type: string, version: number, reason: string][]> {
    const rows = await this.query<{ type: string; version: number; reason: string }>(
      `select split_part(type, '.', 3) as type, (payload #>> '{chat,version}')::int as version,
              payload ->> 'reason' as reason
         from outbox where key = $1 and topic = 'routing.chats.v1' order by seq`,
      [chatId],
    );
    return rows.map(({ type, version, reason }) => [type, version, reason]);
  }
}

export const system = JSON.stringify({ kind: 'system', id: null });
export const somebody = JSON.stringify({ kind: 'user', id: '00000000-0000-7000-8000-000000000002' });
