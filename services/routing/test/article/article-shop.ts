import { expect } from '@jest/globals';
import { agentProfileState, memberState } from '@switchboard/contracts';
import { until } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import type { AssignmentDto } from '../../src/chats/assignment.dto.js';
import type { ChatDto } from '../../src/chats/chat.dto.js';
import { Drain } from '../../src/assignment/drain.js';
import type { WorkloadPageDto } from '../../src/workload/workload.dto.js';
import type { Person } from '../played-neighbours.js';
import type { RoutingSuite } from '../routing-suite.js';

/** The two types of assignment. */
export type Mode = 'lowest_workload' | 'equal';
export const modes: readonly Mode[] = ['lowest_workload', 'equal'];

/** An agent as team's page shows them. */
interface Profile {
  maxCapacity: number;
  acceptChats: boolean;
}

/** A shop as its owner and its customers use it: settings and agents come as events, the rest is asked over HTTP. */
export class ArticleShop {
  private readonly profiles = new Map<string, Profile>();

  private constructor(
    private readonly suite: RoutingSuite,
    readonly accountId: string,
    readonly shopId: string,
    private readonly key: string,
    readonly owner: Person,
  ) {}

  static async open(suite: RoutingSuite, mode: Mode, accountId?: string): Promise<ArticleShop> {
    const shop = await suite.shop(accountId);
    const key = await suite.key(shop.accountId, ['inbound:write']);
    const owner = await suite.person(shop.accountId, {
      role: 'owner',
      profile: { shopId: shop.shopId, acceptChats: false },
    });
    const opened = new ArticleShop(suite, shop.accountId, shop.shopId, key, owner);
    await opened.use(mode);
    return opened;
  }

  /** "Assign the new chats by customers by 2 types of assignment": the settings say by which. */
  use(mode: Mode): Promise<void> {
    return this.suite.settings(this.accountId, this.shopId, { mode });
  }

  /** Agents with these capacities, in turn. */
  async agents(...capacities: number[]): Promise<Person[]> {
    const made: Person[] = [];
    for (const maxCapacity of capacities) {
      const agent = await this.suite.person(this.accountId, { shops: 'all' });
      await this.set(agent, { maxCapacity, acceptChats: true });
      made.push(agent);
    }
    return made;
  }

  /** What "edit" and "save" on the team page do, as routing hears of it. */
  async set(agent: Person, change: Partial<Profile>): Promise<void> {
    const profile = { ...this.profiles.get(agent.userId)!, ...change };
    this.profiles.set(agent.userId, profile);
    const stamp = this.suite.stamp();
    await this.suite.emit(agentProfileState, {
      accountId: this.accountId, shopId: this.shopId, userId: agent.userId, nickname: 'Nick', avatarHash: null,
      ...profile, ...stamp,
    }); // prettier-ignore
    await until(
      async () =>
        (
          await this.suite.database.query(
            'select from agent where shop_id = $1 and id = $2 and profile_version = $3',
            [this.shopId, agent.userId, stamp.version],
          )
        ).length > 0,
    );
    await this.quiet();
  }

  /** Identity's event: they may not handle chats any more. */
  async deactivate(agent: Person): Promise<void> {
    const stamp = this.suite.stamp();
    await this.suite.emit(memberState, {
      accountId: this.accountId, userId: agent.userId, email: 'a@example.com', displayName: 'Somebody', role: 'agent',
      advanced: false, shopAccess: 'all', status: 'deactivated', language: 'en', accessVersion: 2, ...stamp,
    }); // prettier-ignore
    await until(async () => (await this.loadOf(agent)) === undefined);
    await this.quiet();
  }

  /** A new customer writes; answers their chat once the decision about it is made. */
  async write(customerId: string = uuid()): Promise<string> {
    const { chatId } = await this.suite.write(this.key, this.shopId, customerId);
    await this.quiet();
    return chatId;
  }

  async writeMany(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => this.suite.write(this.key, this.shopId, uuid())));
    await this.quiet();
  }

  async chat(chatId: string): Promise<ChatDto> {
    const { status, body } = await this.call<ChatDto>('GET', `chats/${chatId}`, this.owner);
    expect(status).toBe(200);
    return body;
  }

  /** Who has it; null: it waits. */
  async holder(chatId: string): Promise<string | null> {
    return (await this.chat(chatId)).agent?.id ?? null;
  }

  /** An agent's line of the workload page. */
  async loadOf(agent: Person) {
    const { body } = await this.call<WorkloadPageDto>('GET', 'workload', this.owner);
    return body.items.find(({ id }) => id === agent.userId)!;
  }

  /** Open chats of each. */
  async open(...agents: Person[]): Promise<number[]> {
    const { body } = await this.call<WorkloadPageDto>('GET', 'workload', this.owner);
    return agents.map(({ userId }) => body.items.find(({ id }) => id === userId)!.openChats);
  }

  async waiting(): Promise<number> {
    return (await this.call<WorkloadPageDto>('GET', 'workload', this.owner)).body.queue.length;
  }

  /** The decisions about a chat, newest first. */
  async decisions(chatId: string): Promise<AssignmentDto[]> {
    const path = `chats/${chatId}/assignments`;
    return (await this.call<{ items: AssignmentDto[] }>('GET', path, this.owner)).body.items;
  }

  /** The owner gives a chat to somebody by hand. */
  async give(chatId: string, to: Person) {
    const { version } = await this.chat(chatId);
    const answer = await this.call<ChatDto & { code?: string }>(
      'POST',
      `chats/${chatId}/assign`,
      this.owner,
      {
        agentId: to.userId,
        expectedVersion: version,
      },
    );
    await this.quiet();
    return answer;
  }

  /** So many new chats, given to one agent by hand. */
  async load(to: Person, count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      const given = await this.give(await this.write(), to);
      expect([200, 409]).toContain(given.status);
    }
  }

  /** The agent closes one of their chats. */
  async closeOne(agent: Person): Promise<string> {
    const { body } = await this.call<{ items: ChatDto[] }>('GET', 'chats?view=mine', agent);
    const chat = body.items[0]!;
    await this.close(agent, chat);
    return chat.id;
  }

  async close(agent: Person, { id, version, lastMessage }: ChatDto): Promise<void> {
    const answer = await this.call('POST', `chats/${id}/close`, agent, {
      expectedVersion: version,
      lastSeq: lastMessage!.seq,
    });
    expect(answer.status).toBe(200);
    await this.quiet();
  }

  call<Body = Record<string, unknown>>(method: string, path: string, as: Person, body?: object) {
    return this.suite.call<Body>(method, `/v1/shops/${this.shopId}/${path}`, {
      token: as.token,
      ...(body ? { body } : {}),
    });
  }

  private async quiet(): Promise<void> {
    const drain = this.suite.app.get(Drain, { strict: false });
    await until(
      async () => {
        if (!drain.idle) return false;
        // A change that frees somebody is followed after its commit.
        const waiting = await this.suite.database.query(
          `select from chat where shop_id = $1 and state = 'queued' and exists (
             select from agent where shop_id = $1 and availability = 0 and open_count < capacity)`,
          [this.shopId],
        );
        return waiting.length === 0 && drain.idle;
      },
      { describe: 'every decision to be made' },
    );
  }
}
