import type { AgentProfileState, MemberState, ShopSettingsState } from '@switchboard/contracts';
import { v7 as uuid } from 'uuid';
import type { AcceptedMessage } from '../../src/assignment/accept-messages.js';
import type { EngineProcess } from './engine-process.js';

/** An agent as a test describes it. */
export interface AgentSpec {
  capacity: number;
  accepting?: boolean;
}

const actor = { kind: 'user' as const, id: '00000000-0000-7000-8000-000000000001' };
const occurredAt = '2026-01-01T00:00:00Z';

/** A shop with agents, made through the same calls as in production. */
export class ShopFixture {
  readonly agentIds: string[] = [];
  private readonly versions = new Map<string, number>();
  private customers = 0;

  private constructor(
    readonly accountId: string,
    readonly shopId: string,
  ) {}

  static async create(
    process: EngineProcess,
    agents: AgentSpec[],
    mode?: ShopSettingsState['assignment']['mode'],
    accountId = uuid(),
  ) {
    const shop = new ShopFixture(accountId, uuid());
    await process.shops.shop({
      accountId: shop.accountId, shopId: shop.shopId, name: 'Shop', customerLanguage: 'en', status: 'active',
      version: 1, actor, occurredAt,
    }); // prettier-ignore
    if (mode) await shop.setMode(process, mode);
    for (const spec of agents) await shop.addAgent(process, spec);
    return shop;
  }

  async addAgent(process: EngineProcess, spec: AgentSpec): Promise<string> {
    const agentId = uuid();
    this.agentIds.push(agentId);
    await process.agents.member(this.member(agentId));
    await process.agents.profiles([this.profile(agentId, spec)]);
    return agentId;
  }

  member(userId: string, changes: Partial<MemberState> = {}): MemberState {
    return {
      accountId: this.accountId, userId, email: 'a@example.test', displayName: 'Agent', role: 'agent', advanced: false,
      shopAccess: 'all', status: 'active', language: 'en', version: this.next(`member:${userId}`), accessVersion: 1,
      actor, occurredAt, ...changes,
    }; // prettier-ignore
  }

  profile(userId: string, spec: AgentSpec): AgentProfileState {
    return {
      accountId: this.accountId, shopId: this.shopId, userId, nickname: 'Nick', avatarHash: null,
      maxCapacity: spec.capacity, acceptChats: spec.accepting ?? true, version: this.next(`profile:${userId}`),
      actor, occurredAt,
    }; // prettier-ignore
  }

  async setMode(
    process: EngineProcess,
    mode: ShopSettingsState['assignment']['mode'],
    lifecycle: Partial<ShopSettingsState['lifecycle']> = {},
    online: string[] = [],
  ): Promise<void> {
    await process.shops.settings(this.settings(mode, lifecycle), online);
  }

  settings(
    mode: ShopSettingsState['assignment']['mode'],
    lifecycle: Partial<ShopSettingsState['lifecycle']> = {},
  ): ShopSettingsState {
    const version = this.next('settings');
    return {
      accountId: this.accountId, shopId: this.shopId, version, actor, occurredAt,
      assignment: { mode, version }, chatAccess: { roles: ['admin', 'advanced_agent'], version },
      lifecycle: {
        autoCloseDays: 7, requirePresence: false, reassignOfflineMinutes: null, reassignNoReplyMinutes: null, version,
        ...lifecycle,
      },
    }; // prettier-ignore
  }

  /** A message; by default the first one of a new customer. */
  write(process: EngineProcess, message: { customerId?: string; externalMessageId?: string } = {}) {
    const customerId = message.customerId ?? `customer-${++this.customers}`;
    return process.accept.accept({
      shopId: this.shopId,
      customerId,
      customerName: 'Bob',
      externalMessageId: message.externalMessageId ?? uuid(),
      text: 'hello',
    }) as Promise<AcceptedMessage & { chatId: string; messageId: string }>;
  }

  private next(what: string): number {
    const version = (this.versions.get(what) ?? 0) + 1;
    this.versions.set(what, version);
    return version;
  }
}
