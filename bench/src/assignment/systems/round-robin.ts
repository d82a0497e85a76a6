import type { ArrivingChat, AssignmentSystem, OpenAssignmentSystem, OpenChat } from '@switchboard/testing';
import { Redis } from 'ioredis';
import type pg from 'pg';
import { ask, inTransaction, openConnections, type Connection } from './connections.js';
import { Explanations } from './explanations.js';
import { messageRow } from './message.js';

interface Member {
  id: string;
  capacity: number;
}
interface Choice extends Member {
  held: number;
}

/** Waiting chats that one job gives away. */
const jobLimit = 100;

/**
 * As Chatwoot does it: in the transaction that stores the conversation, members over their limit are found by counting,
 * the inbox's list in Redis is checked against its members, its last allowed entry is taken and moved to the front.
 * A conversation that is resolved starts a job for its inbox (one at a time) that claims unassigned ones.
 */
class RoundRobin implements AssignmentSystem {
  private readonly explanations = new Explanations();
  private readonly jobs = new Map<string, Promise<void>>();
  private readonly again = new Set<string>();

  constructor(
    private readonly pool: pg.Pool,
    private readonly redis: Redis,
    private readonly assigned: (chatIds: readonly string[]) => void,
  ) {}

  async prepare(): Promise<void> {
    await this.redis.flushdb();
  }

  explain(size: Parameters<Explanations['resize']>[0]): void {
    this.explanations.resize(size);
  }

  async arrive(chat: ArrivingChat): Promise<string> {
    const { chatId, json } = messageRow(chat);
    const given = await inTransaction(this.pool, async (client) => {
      await ask(client, 'store', 'select accept_one_v1($1, 0)', [json]);
      const choice = await this.choose(client, chat.shopId);
      return choice ? this.record(client, chatId, choice) : false;
    });
    if (given) setImmediate(() => this.assigned([chatId]));
    return chatId;
  }

  async close({ shopId, chatId }: OpenChat): Promise<void> {
    await ask(this.pool, 'close', 'select bench_close($1, $2)', [shopId, chatId]);
    this.startJob(shopId);
  }

  async settled(): Promise<void> {
    while (this.jobs.size > 0) await Promise.all(this.jobs.values());
  }

  async stop(): Promise<void> {
    await this.settled();
    this.redis.disconnect();
    await this.pool.end();
  }

  private startJob(shopId: string): void {
    if (this.jobs.has(shopId)) {
      this.again.add(shopId);
      return;
    }
    const job = this.giveWaiting(shopId)
      .catch(() => undefined)
      .finally(() => {
        this.jobs.delete(shopId);
        if (this.again.delete(shopId)) this.startJob(shopId);
      });
    this.jobs.set(shopId, job);
  }

  private async giveWaiting(shopId: string): Promise<void> {
    const waiting = await ask<{ id: string }>(
      this.pool,
      'waiting',
      `select id from chat where shop_id = $1 and state = 'queued' order by arrival limit $2`,
      [shopId, jobLimit],
    );
    for (const { id } of waiting) {
      const choice = await this.choose(this.pool, shopId);
      if (!choice) return;
      const given = await inTransaction(this.pool, async (client) => {
        const [claimed] = await ask(
          client,
          'claim',
          `select id from chat where id = $1 and state || '' = 'queued' for update skip locked`,
          [id],
        );
        return claimed ? this.record(client, id, choice) : false;
      });
      if (given) this.assigned([id]);
    }
  }

  private async choose(connection: Connection, shopId: string): Promise<Choice | undefined> {
    const members = await ask<Member>(
      connection,
      'members',
      'select id, capacity from agent where shop_id = $1 and availability = 0 order by id',
      [shopId],
    );
    const full = await ask<{ agent_id: string }>(
      connection,
      'over_limit',
      `select chat.agent_id from chat join agent on agent.shop_id = chat.shop_id and agent.id = chat.agent_id
        where chat.shop_id = $1 and chat.state = 'assigned'
        group by chat.agent_id, agent.capacity having count(*) >= agent.capacity`,
      [shopId],
    );
    const over = new Set(full.map(({ agent_id }) => agent_id));
    const allowed = new Map(members.filter(({ id }) => !over.has(id)).map((member) => [member.id, member]));
    const queue = await this.queueOf(shopId, members);
    const id = queue.findLast((entry) => allowed.has(entry));
    if (!id) return undefined;
    await this.redis.lrem(listOf(shopId), 0, id);
    await this.redis.lpush(listOf(shopId), id);
    return { ...allowed.get(id)!, held: 0 };
  }

  /** The list, rebuilt when it does not name exactly the members. */
  private async queueOf(shopId: string, members: readonly Member[]): Promise<string[]> {
    const queue = await this.redis.lrange(listOf(shopId), 0, -1);
    const sorted = queue.toSorted();
    if (sorted.length === members.length && members.every(({ id }, at) => id === sorted[at])) return queue;
    await this.redis
      .multi()
      .del(listOf(shopId))
      .lpush(listOf(shopId), ...members.map(({ id }) => id))
      .exec();
    return this.redis.lrange(listOf(shopId), 0, -1);
  }

  private async record(connection: Connection, chatId: string, { id, held, capacity }: Choice) {
    const [row] = await ask<{ done: boolean }>(
      connection,
      'record',
      'select bench_record($1, $2, $3, $4, $5) as done',
      [chatId, id, held, capacity, this.explanations.next()],
    );
    return row!.done;
  }
}

const listOf = (shopId: string): string => `round_robin:${shopId}`;

export const open: OpenAssignmentSystem = async (address, assigned) =>
  new RoundRobin(openConnections(address), new Redis(address.redisUrl), assigned);
