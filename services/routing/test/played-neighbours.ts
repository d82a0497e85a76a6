import {
  apiKeyState,
  encodeEvent,
  memberState,
  shopSettingsState,
  shopState,
  systemActor,
  type EventData,
  type EventDefinition,
  type MemberState,
} from '@switchboard/contracts';
import { hashApiKey, newApiKey } from '@switchboard/http';
import { until, type TestBroker, type TestDatabase, type TestTokens } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import { KnownToIdentity } from './known-to-identity.js';

/** Somebody of an account with a token at hand. */
export interface Person {
  accountId: string;
  userId: string;
  sessionId: string;
  role: 'owner' | 'admin' | 'agent';
  token: string;
}

let clock = 0;
/** Versions of states only have to rise. */
const nextVersion = () => Date.now() * 1_000 + clock++ - 1_700_000_000_000_000;

/** Identity and team as the test plays them: the shops, people, settings and keys that routing hears of from them. */
export abstract class PlayedNeighbours {
  private readonly identity: KnownToIdentity;

  protected constructor(
    readonly database: TestDatabase,
    readonly broker: TestBroker,
    readonly tokens: TestTokens,
  ) {
    this.identity = new KnownToIdentity(tokens);
  }

  /** A neighbour's call of the service. */
  abstract internal(method: string, path: string, body: unknown): Promise<{ status: number }>;

  /** Sends an event as its owner would. */
  async emit<Definition extends EventDefinition>(
    definition: Definition,
    data: EventData<Definition>,
    scope: { accountId?: string | null; shopId?: string | null; id?: string } = data as object,
  ): Promise<void> {
    const { accountId = null, shopId = null } = { ...(data as object), ...scope } as typeof scope;
    if (definition.type === memberState.type) this.identity.member(data as MemberState);
    const envelope = {
      source: 'test',
      time: new Date().toISOString(),
      accountId,
      shopId,
      id: scope.id ?? uuid(),
    };
    const { topic, key, headers } = encodeEvent(definition, data, envelope);
    await this.broker.produce(topic, [{ key, headers, value: data }]);
  }

  /** A shop of an account (a new one unless told), known to the service. */
  async shop(accountId: string = uuid()): Promise<{ shopId: string; accountId: string }> {
    const shopId = uuid();
    await this.emit(shopState, {
      accountId,
      shopId,
      name: 'Shop',
      customerLanguage: null,
      status: 'active',
      ...this.stamp(),
    });
    await this.arrived('access_shop', 'shop_id', shopId);
    await this.arrived('shop', 'id', shopId);
    return { shopId, accountId };
  }

  /** A member of the account with a token; an agent of the shops named gets a profile there. */
  async person(
    accountId: string,
    {
      role = 'agent',
      shops = 'all',
      advanced = false,
      language = 'en',
      profile = {},
    }: {
      role?: Person['role'];
      shops?: 'all' | string[];
      advanced?: boolean;
      language?: string;
      profile?: { shopId?: string; maxCapacity?: number; acceptChats?: boolean; nickname?: string };
    } = {},
  ): Promise<Person> {
    const userId = uuid();
    const sessionId = uuid();
    const state = { accountId, userId, role, advanced, shopAccess: shops, language };
    await this.emit(memberState, this.member(state));
    await this.arrived('access_member', 'user_id', userId);
    const shopId = profile.shopId ?? (shops === 'all' ? undefined : shops[0]);
    if (shopId) await this.profile(accountId, shopId, userId, profile);
    const claims = { accountId, userId, sessionId, accessVersion: 1, role, advanced };
    return { accountId, userId, sessionId, role, token: await this.tokens.access(claims) };
  }

  /** Identity's state of a member as its calls hand it over before they answer: no event, no mark in the mirror. */
  async fence({ accountId, userId, role }: Person, changes: Partial<MemberState>): Promise<void> {
    const member = this.member({ accountId, userId, role, ...changes });
    this.identity.member(member);
    expect((await this.internal('PUT', '/internal/v1/agents', { member })).status).toBe(204);
  }

  /** Team's state of an agent, applied before it answers. */
  async profile(
    accountId: string,
    shopId: string,
    userId: string,
    { maxCapacity = 200, acceptChats = true, nickname = 'Nick' } = {},
  ): Promise<void> {
    const agent = {
      accountId,
      shopId,
      userId,
      nickname,
      avatarHash: null,
      maxCapacity,
      acceptChats,
      ...this.stamp(),
    };
    const answer = await this.internal('PUT', '/internal/v1/agents', { agents: [agent] });
    expect(answer.status).toBe(204);
  }

  async settings(
    accountId: string,
    shopId: string,
    {
      roles = ['admin', 'advanced_agent'],
      requirePresence = false,
      mode = 'lowest_workload',
    }: {
      roles?: Array<'admin' | 'advanced_agent' | 'agent'>;
      requirePresence?: boolean;
      mode?: 'lowest_workload' | 'equal';
    },
  ): Promise<void> {
    const version = nextVersion();
    await this.emit(shopSettingsState, {
      accountId,
      shopId,
      assignment: { mode, version },
      chatAccess: { roles, version },
      lifecycle: {
        autoCloseDays: 7,
        requirePresence,
        reassignOfflineMinutes: null,
        reassignNoReplyMinutes: null,
        version,
      },
      ...this.stamp(),
      version,
    });
    await until(
      async () =>
        (
          await this.database.query('select 1 from shop where id = $1 and settings_version = $2', [
            shopId,
            version,
          ])
        ).length > 0,
      { describe: 'the settings in routing' },
    );
  }

  /** An API key with these scopes; `expiresAt` null: never. */
  async key(
    accountId: string,
    scopes: Array<'inbound:write' | 'outbound:read' | 'chats:read'>,
    expiresAt: string | null = null,
  ): Promise<string> {
    const keyId = uuid();
    const { key } = newApiKey(keyId);
    const granted = { accountId, shopAccess: 'all' as const, scopes, expiresAt, revoked: false };
    const state = { keyId, hash: hashApiKey(key), ...granted, ...this.stamp() };
    this.identity.key(state);
    await this.emit(apiKeyState, state, { accountId });
    await this.arrived('access_key', 'key_id', keyId);
    return key;
  }

  /** Version, actor and time of a state that is newer than all before it. */
  stamp() {
    return { version: nextVersion(), actor: systemActor, occurredAt: new Date().toISOString() };
  }

  private member(
    state: Pick<MemberState, 'accountId' | 'userId' | 'role'> & Partial<MemberState>,
  ): MemberState {
    return {
      email: `${state.userId}@example.com`,
      displayName: 'Somebody',
      advanced: false,
      shopAccess: 'all',
      status: 'active',
      language: 'en',
      accessVersion: 1,
      ...this.stamp(),
      ...state,
    };
  }

  private async arrived(table: string, column: string, id: string): Promise<void> {
    await until(
      async () => (await this.database.query(`select 1 from ${table} where ${column} = $1`, [id])).length > 0,
      { describe: `${table} ${id}` },
    );
  }
}
