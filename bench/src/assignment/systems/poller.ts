import type { ArrivingChat, AssignmentSystem, OpenAssignmentSystem, OpenChat } from '@switchboard/testing';
import type pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { ask, openConnections } from './connections.js';
import { Explanations } from './explanations.js';
import { messageRow } from './message.js';

/** Between two cycles that found nothing; its own default is five seconds between any two. */
const idleMs = 2;

/**
 * As Rocket.Chat's queue worker does it: an arrival is queued; the worker goes through the queues that have somebody
 * waiting, locks the oldest of each, gives it to the agent with the fewest open chats, counted, and unlocks it.
 */
class Poller implements AssignmentSystem {
  private readonly explanations = new Explanations();
  private worker?: Promise<void>;
  private stopping = false;

  constructor(
    private readonly pool: pg.Pool,
    private readonly assigned: (chatIds: readonly string[]) => void,
  ) {}

  async prepare(): Promise<void> {
    await this.pool.query('delete from bench_poller_lock');
  }

  explain(size: Parameters<Explanations['resize']>[0]): void {
    this.explanations.resize(size);
  }

  async arrive(chat: ArrivingChat): Promise<string> {
    this.worker ??= this.work();
    const { chatId, json } = messageRow(chat);
    await ask(this.pool, 'store', 'select accept_one_v1($1, 0)', [json]);
    return chatId;
  }

  async close({ shopId, chatId }: OpenChat): Promise<void> {
    await ask(this.pool, 'close', 'select bench_close($1, $2)', [shopId, chatId]);
  }

  async settled(): Promise<void> {
    this.stopping = true;
    await this.worker;
    this.stopping = false;
    this.worker = undefined;
  }

  async stop(): Promise<void> {
    await this.settled();
    await this.pool.end();
  }

  private async work(): Promise<void> {
    while (!this.stopping) {
      const queues = await ask<{ shop_id: string }>(
        this.pool,
        'queues',
        `select distinct shop_id from chat where state = 'queued'`,
        [],
      );
      let given = 0;
      for (const { shop_id } of queues) given += (await this.checkQueue(shop_id)) ? 1 : 0;
      if (given === 0) await pause(idleMs);
    }
  }

  private async checkQueue(shopId: string): Promise<boolean> {
    const [next] = await ask<{ chat_id: string | null }>(
      this.pool,
      'lock',
      'select chat_id from bench_next_and_lock($1)',
      [shopId],
    );
    if (!next?.chat_id) return false;
    const given = await this.delegate(shopId, next.chat_id);
    await ask(this.pool, 'unlock', 'delete from bench_poller_lock where chat_id = $1', [next.chat_id]);
    if (given) this.assigned([next.chat_id]);
    return given;
  }

  private async delegate(shopId: string, chatId: string): Promise<boolean> {
    const [room] = await ask<{ state: string }>(this.pool, 'room', 'select state from chat where id = $1', [
      chatId,
    ]);
    if (room?.state !== 'queued') return false;
    const [agent] = await ask<{ agent_id: string | null; held: number; capacity: number }>(
      this.pool,
      'least_busy',
      'select * from bench_least_loaded($1)',
      [shopId],
    );
    if (!agent?.agent_id) return false;
    const [row] = await ask<{ done: boolean }>(
      this.pool,
      'record',
      'select bench_record($1, $2, $3, $4, $5) as done',
      [chatId, agent.agent_id, agent.held, agent.capacity, this.explanations.next()],
    );
    return row!.done;
  }
}

export const open: OpenAssignmentSystem = async (address, assigned) =>
  new Poller(openConnections(address), assigned);
