import type { CapacityChange } from '../../src/assignment/capacity-changes.js';
import type { EngineProcess } from '../engine/engine-process.js';
import { v7 as uuid } from 'uuid';
import type { PoolCopy } from '../engine/pool-copy.js';
import type { AgentSpec, ShopFixture } from '../engine/shop-fixture.js';
import { changesAfter } from './change-log.js';
import type { Case, Mode } from './commands.js';
import type { ModelLab } from './model-lab.js';
import { ShopModel, type Fence } from './shop-model.js';

/** A customer's message and what became of it. */
export interface SentMessage {
  shop: ShopFixture;
  customerId: string;
  externalMessageId: string;
  /** The answer was `stored`: from now on it must be there. */
  acknowledged: boolean;
}

/** The last state that an owner sent about an agent or a shop, and what it promises once its call returned. */
interface SentState {
  /** Its call returned. */
  confirmed?: boolean;
  promises?: Fence;
  send(process: EngineProcess): Promise<unknown>;
}

/** What a process may answer when a call was lost or somebody else was faster. */
const expected = /lost on the way|no Redis|somebody else meanwhile|Redis did not take|keeps losing/;

/** One run: its shops, the model beside them, and the calls under way. */
export class World {
  model = new ShopModel();
  readonly shops: ShopFixture[] = [];
  readonly messages: SentMessage[] = [];
  readonly states = new Map<string, SentState>();
  copiedRedis?: PoolCopy;
  saved?: { model: ShopModel; stored: Set<SentMessage> };
  /** What went wrong where nobody could throw it. */
  problem?: Error;
  private readonly tasks = new Set<Promise<void>>();
  private ord = 0;
  private restores = 0;

  constructor(
    readonly lab: ModelLab,
    readonly plan: Case,
  ) {}

  process(at: number): EngineProcess {
    return this.lab.processes[at % this.lab.processes.length]!;
  }

  shop(at: number): ShopFixture {
    return this.shops[at % this.shops.length]!;
  }

  agent(shop: ShopFixture, at: number): string {
    return shop.agentIds[at % shop.agentIds.length]!;
  }

  /** Somebody asked a process for something; the run goes on meanwhile. */
  begin(work: Promise<unknown>): void {
    const task = work
      .then(() => undefined)
      .catch((error: Error) => {
        if (!expected.test(error.message)) this.problem ??= error;
      })
      .finally(() => this.tasks.delete(task));
    this.tasks.add(task);
  }

  /** Somebody new writes, or customer number so-and-so. */
  write(at: number, shop: ShopFixture, customer: number | null): void {
    const message: SentMessage = {
      shop,
      customerId: customer === null ? `new-${this.messages.length}` : `customer-${customer}`,
      externalMessageId: `message-${this.messages.length}`,
      acknowledged: false,
    };
    this.messages.push(message);
    this.send(at, message);
  }

  send(at: number, message: SentMessage): void {
    const { restores } = this;
    this.begin(
      message.shop.write(this.process(at), message).then(() => {
        message.acknowledged ||= restores === this.restores;
      }),
    );
  }

  /**
   * A state goes to a process. Its fence stands when the call returns, unless a newer state is on its way by then.
   */
  tell(at: number, about: string, state: SentState): void {
    this.states.set(about, state);
    if (this.model.fences.get(about) !== state.promises) this.model.fences.delete(about);
    const { restores } = this;
    this.begin(
      state.send(this.process(at)).then(() => {
        if (restores !== this.restores) return;
        state.confirmed = true;
        if (state.promises && this.states.get(about) === state) this.model.fences.set(about, state.promises);
      }),
    );
  }

  addAgent(at: number, shop: ShopFixture, spec: AgentSpec): void {
    const id = uuid();
    shop.agentIds.push(id);
    const [member, profile] = [shop.member(id), shop.profile(id, spec)];
    const key = this.model.agentKey(shop.shopId, id);
    this.tell(at, `member ${key}`, { send: (process) => process.agents.member(member) });
    this.tell(at, `profile ${key}`, { send: (process) => process.agents.profiles([profile]) });
  }

  setMode(at: number, shop: ShopFixture, { mode, presence }: { mode: Mode; presence: boolean }): void {
    const settings = shop.settings(mode, { requirePresence: presence });
    const online = shop.agentIds.slice(0, 1);
    this.tell(at, `settings ${shop.shopId}`, { send: (process) => process.shops.settings(settings, online) });
  }

  /** One of the functions that free capacity or make somebody eligible, and what must follow its commit. */
  change(at: number, sql: string, params: unknown[]): void {
    const process = this.process(at);
    this.begin(
      process.database.query<{ answer: CapacityChange }>(sql, params).then(async ([row]) => {
        if (row!.answer.shop) await process.changes.follow(row!.answer);
      }),
    );
  }

  /** What was committed since the last time, judged. */
  async observe(): Promise<void> {
    const changes = await changesAfter(this.lab.client, this.ord);
    if (changes.length === 0) return;
    this.ord = changes.at(-1)!.ord;
    this.model.replay(changes);
  }

  get redisLostSomething(): boolean {
    return this.plan.steps.some(({ command }) => ['FLUSHDB', 'lose key'].includes(command.does));
  }

  get redis() {
    return this.lab.engine.redis.client;
  }

  /** A backup of PostgreSQL, taken while no statement runs. */
  async save(): Promise<void> {
    await this.lab.scheduler.openAll();
    await this.lab.backup.save();
    await this.observe();
    const stored = await this.storedMessages();
    this.saved = {
      model: this.model.copy(),
      stored: new Set(this.messages.filter((message) => stored.has(keyOf(message)))),
    };
  }

  /** The backup is put back: what came later never was, and no promise given since then binds. */
  async restore(): Promise<void> {
    if (!this.saved) return;
    await this.lab.scheduler.openAll();
    await this.lab.backup.restore();
    this.restores += 1;
    this.model = this.saved.model.copy();
    for (const state of this.states.values()) state.confirmed = false;
    for (const message of this.messages) message.acknowledged &&= this.saved.stored.has(message);
  }

  /** How often each message is stored. */
  async storedMessages(): Promise<Map<string, number>> {
    const { rows } = await this.lab.client.query(
      `select shop_id || ' ' || external_id as key, count(*)::int as times from message group by 1`,
    );
    return new Map((rows as { key: string; times: number }[]).map(({ key, times }) => [key, times]));
  }
}

/** A message as `storedMessages` names it. */
export const keyOf = ({ shop, externalMessageId }: SentMessage): string =>
  `${shop.shopId} ${externalMessageId}`;
