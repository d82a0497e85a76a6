import {
  chatAssigned,
  chatClosed,
  chatOpened,
  chatQueued,
  chatTransferred,
  memberState,
  messageCreated,
  shopSettingsState,
  shopState,
  systemActor,
  type ChatAccessRole,
  type EventDefinition,
} from '@switchboard/contracts';
import { until } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import type { MadeEvent, TranslationSuite } from './translation-suite.js';

type Role = 'owner' | 'admin' | 'agent';

/** A member as a test speaks of them. */
export interface Member {
  userId: string;
  role: Role;
  language: string;
  version: number;
}

const now = () => new Date().toISOString();

/** A shop of an account of its own, told to the service by events as identity, team and routing tell them. */
export class Shop {
  readonly accountId = uuid();
  readonly shopId = uuid();

  constructor(readonly suite: TranslationSuite) {}

  static async open(suite: TranslationSuite, customerLanguage: string | null = null): Promise<Shop> {
    const shop = new Shop(suite);
    const { accountId, shopId } = shop;
    await suite.emit(shopState, {
      accountId, shopId, name: 'Shop', customerLanguage, status: 'active', version: 1, actor: systemActor, occurredAt: now(),
    }); // prettier-ignore
    await shop.known('shop_profile', 'shop_id', shopId);
    return shop;
  }

  async member(language: string, role: Role = 'agent', known?: Member): Promise<Member> {
    const member = { userId: known?.userId ?? uuid(), role, language, version: (known?.version ?? 0) + 1 };
    await this.suite.emit(memberState, {
      accountId: this.accountId, userId: member.userId, email: 'a@example.test', displayName: 'A', role, advanced: false,
      shopAccess: 'all', status: 'active', language, version: member.version, accessVersion: 1, actor: systemActor, occurredAt: now(),
    }); // prettier-ignore
    await until(
      () => this.suite.database.query('select 1 from access_member where user_id = $1 and version = $2', [member.userId, member.version])
        .then((rows) => rows.length === 1),
      { describe: 'the member' },
    ); // prettier-ignore
    return member;
  }

  async chatAccess(roles: ChatAccessRole[], version: number): Promise<void> {
    const { accountId, shopId } = this;
    await this.suite.emit(shopSettingsState, {
      accountId, shopId, version, actor: systemActor, occurredAt: now(),
      assignment: { mode: 'lowest_workload', version: 1 }, chatAccess: { roles, version },
      lifecycle: { autoCloseDays: 7, requirePresence: false, reassignOfflineMinutes: null, reassignNoReplyMinutes: null, version: 1 },
    }); // prettier-ignore
    await until(
      () => this.suite.database.query('select 1 from shop_profile where shop_id = $1 and access_version = $2', [shopId, version])
        .then((rows) => rows.length === 1),
      { describe: 'the chat access' },
    ); // prettier-ignore
  }

  token({ userId, role }: Member): Promise<string> {
    const { accountId } = this;
    return this.suite.tokens.access({
      accountId,
      userId,
      sessionId: uuid(),
      accessVersion: 1,
      role,
      advanced: false,
    });
  }

  chat(storefrontLanguage: string | null = null): Chat {
    return new Chat(this, storefrontLanguage);
  }

  private async known(table: string, column: string, id: string): Promise<void> {
    await until(
      async () =>
        (await this.suite.database.query(`select 1 from ${table} where ${column} = $1`, [id])).length > 0,
      { describe: `${id} in ${table}` },
    );
  }
}

/** A chat of a shop, as routing tells of it. */
export class Chat {
  readonly id = uuid();
  private readonly customerId = `customer-${this.id}`;
  private version = 0;
  private seq = 0;
  private agentId: string | null = null;

  constructor(
    private readonly shop: Shop,
    private readonly storefrontLanguage: string | null,
  ) {}

  private get customer() {
    return { id: this.customerId, name: null, language: this.storefrontLanguage };
  }

  opened(): MadeEvent {
    return this.change(chatOpened, 'queued', null);
  }

  assigned(agent: Member): MadeEvent {
    return this.change(chatAssigned, 'assigned', agent.userId);
  }

  transferred(agent: Member): MadeEvent {
    return this.change(chatTransferred, 'assigned', agent.userId);
  }

  queued(): MadeEvent {
    return this.change(chatQueued, 'queued', null);
  }

  closed(): MadeEvent {
    return this.change(chatClosed, 'closed', null);
  }

  /** What the customer writes; text null: a card. */
  customerWrites(text: string | null): MadeEvent & { id: string } {
    return this.message('in', { id: this.customerId, nickname: null }, text);
  }

  agentWrites(agent: Member, text: string | null): MadeEvent & { id: string } {
    return this.message('out', { id: agent.userId, nickname: 'Ana' }, text);
  }

  private message(
    direction: 'in' | 'out',
    author: { id: string; nickname: string | null },
    text: string | null,
  ) {
    const { accountId, shopId } = this.shop;
    const id = uuid();
    const card = text === null ? { kind: 'product', data: { sku: 'ABC' } } : null;
    const at = now();
    const message = {
      id, chatId: this.id, seq: ++this.seq, direction, author, text, card, language: null, sentAt: at, acceptedAt: at,
    }; // prettier-ignore
    const data = {
      accountId, shopId, message, customer: this.customer, agentId: this.agentId, actor: systemActor, occurredAt: at,
    }; // prettier-ignore
    return { id, ...this.shop.suite.make(messageCreated, data) };
  }

  private change(
    definition: EventDefinition<(typeof chatOpened)['schema']>,
    state: 'queued' | 'assigned' | 'closed',
    agentId: string | null,
  ): MadeEvent {
    const { accountId, shopId } = this.shop;
    const previousAgentId = this.agentId;
    this.agentId = agentId;
    const agent = agentId ? { id: agentId, nickname: 'Ana', avatarHash: null } : null;
    const at = now();
    const chat = {
      id: this.id, customer: this.customer, state, agent, version: ++this.version, openedAt: at, waitingSince: null,
      closedAt: null, lastMessageAt: null, lastSeq: this.seq,
    }; // prettier-ignore
    return this.shop.suite.make(definition, {
      accountId, shopId, chat, previousAgentId, actor: systemActor, reason: 'automatic', explanationId: null, occurredAt: at,
    }); // prettier-ignore
  }
}
