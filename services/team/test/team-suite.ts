import {
  encodeEvent,
  memberState,
  membersTopic,
  settingsTopic,
  shopState,
  shopsTopic,
  agentLoadTopic,
  agentsTopic,
  apiKeysTopic,
  auditTopic,
  type EventData,
  type EventDefinition,
  type MemberState,
  type ShopState,
} from '@switchboard/contracts';
import { AccessMirror, httpExtension, type AccessClaims } from '@switchboard/http';
import { messagingExtension } from '@switchboard/messaging';
import { startTestService, testStores, TestTokens, until } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import { migrations } from '../src/db/data-source.js';
import { SERVICE } from '../src/service-name.js';
import { TeamModule } from '../src/team.module.js';
import { RoutingStandIn } from './routing-stand-in.js';

/** What came back over HTTP. */
export interface Answer {
  status: number;
  headers: Headers;
  body: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- the test looks into whatever came
}

/** How a call is made. */
export interface CallOptions {
  by?: MemberState;
  ifMatch?: number | string;
  json?: unknown;
  authorization?: string;
}

const read = [membersTopic, shopsTopic, apiKeysTopic, agentLoadTopic];
const written = [agentsTopic, settingsTopic, auditTopic];
const occurredAt = '2026-11-22T10:00:00.000Z';
const someone = { kind: 'user', id: uuid() } as const;

/**
 * The team service as a process would run it, over real PostgreSQL, Redis and Kafka. Identity and routing are played:
 * their HTTP answers here, identity's topics by `publish`.
 */
export async function startTeamSuite() {
  const [stores, identity, routing] = await Promise.all([
    testStores({ service: SERVICE, migrations }, [...read, ...written]),
    TestTokens.start(),
    RoutingStandIn.start(),
  ]);
  const { database, broker } = stores;
  const known = new Map<string, MemberState | ShopState>();
  identity.answerInternal = (_, path, body) => {
    const { accountId, userId } = (body ?? {}) as { accountId?: string; userId?: string };
    const found = known.get(path === '/internal/v1/access-checks' ? membershipPath(accountId, userId) : path);
    return found && { status: 200, body: { ended: false, ...found } };
  };
  const environment = {
    ...stores.variables,
    TRUSTED_ISSUER: identity.issuer,
    IDENTITY_URL: identity.url,
    ROUTING_URL: routing.url,
    INTERNAL_CREDENTIALS: ['the-credential'],
  };
  const startProcess = () =>
    startTestService(SERVICE, TeamModule.forRoot(environment), [httpExtension(), messagingExtension()]);
  const service = await startProcess();
  const mirror = service.app.get(AccessMirror);
  await mirror.confirm();

  const suite = {
    service,
    /** One more process of the service; the test closes it. */
    startProcess,
    /** Identity's marks in Redis: what bites before the events arrive. */
    mirror,
    database,
    broker,
    identity,
    routing,
    /** What identity answers when it is asked, by path. */
    known,

    member(account: { accountId: string }, given: Partial<MemberState> = {}): MemberState {
      return {
        accountId: account.accountId,
        userId: uuid(),
        email: `${uuid().slice(-12)}@example.com`,
        displayName: 'Kim Lee',
        role: 'agent',
        advanced: false,
        shopAccess: 'all',
        status: 'active',
        language: 'en',
        version: 1,
        accessVersion: 1,
        actor: someone,
        occurredAt,
        ...given,
      };
    },

    shop(account: { accountId: string }, given: Partial<ShopState> = {}): ShopState {
      return {
        accountId: account.accountId,
        shopId: uuid(),
        name: 'Green Shoes',
        customerLanguage: 'es',
        status: 'active',
        version: 1,
        actor: someone,
        occurredAt,
        ...given,
      };
    },

    /** Sends an event the way its owner does; the same id again is the same event again. */
    async publish<Definition extends EventDefinition>(
      definition: Definition,
      data: EventData<Definition>,
      id: string = uuid(),
    ): Promise<void> {
      const { accountId, shopId } = data as { accountId: string; shopId?: string };
      const envelope = { id, source: definition.topic.owner, time: occurredAt, accountId, shopId };
      const { topic, key, headers } = encodeEvent(definition, data, envelope);
      await broker.produce(topic, [{ key, value: data, headers }]);
    },

    /** An account with a shop, its owner and these members, known to team and to identity. */
    async seller(members: Partial<MemberState>[] = []) {
      const account = { accountId: uuid() };
      const shop = suite.shop(account);
      const owner = suite.member(account, { role: 'owner', displayName: 'Olga Owner' });
      const others = members.map((given) => suite.member(account, given));
      await suite.tell(shop, owner, ...others);
      for (const member of [owner, ...others]) {
        const has = member.shopAccess === 'all' || member.shopAccess.includes(shop.shopId);
        if (member.status === 'active' && has) await suite.agentRow(shop.shopId, member.userId);
      }
      return { ...account, shop, shopId: shop.shopId, owner, members: others };
    },

    /** Publishes states on identity's topics and lets identity's HTTP know them too. */
    async tell(...states: (MemberState | ShopState)[]): Promise<void> {
      for (const state of states) {
        if ('userId' in state) {
          known.set(membershipPath(state.accountId, state.userId), state);
          await suite.publish(memberState, state);
        } else {
          known.set(`/internal/v1/shops/${state.shopId}`, state);
          await suite.publish(shopState, state);
        }
      }
    },

    /** Waits until the member is an agent of the shop. */
    agentRow: (shopId: string, userId: string) =>
      until(
        async () =>
          (
            await database.query('select * from agent where shop_id = $1 and user_id = $2', [shopId, userId])
          )[0],
        { describe: 'the agent' },
      ),

    token(member: MemberState, given: Partial<AccessClaims> = {}): Promise<string> {
      const { accountId, userId, accessVersion, role, advanced } = member;
      return identity.access({
        accountId,
        userId,
        sessionId: uuid(),
        accessVersion,
        role,
        advanced,
        ...given,
      });
    },

    async call(
      method: string,
      path: string,
      { by, ifMatch, json, authorization }: CallOptions = {},
    ): Promise<Answer> {
      const headers = new Headers();
      if (by) headers.set('authorization', `Bearer ${await suite.token(by)}`);
      if (authorization) headers.set('authorization', authorization);
      if (ifMatch !== undefined)
        headers.set('if-match', typeof ifMatch === 'number' ? `"${ifMatch}"` : ifMatch);
      if (json !== undefined) headers.set('content-type', 'application/json');
      const body = json === undefined ? undefined : JSON.stringify(json);
      const response = await fetch(service.url + path, { method, headers, body });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: text === '' ? undefined : JSON.parse(text),
      };
    },

    async close() {
      await service.close();
      await Promise.all([routing.close(), identity.close(), stores.close()]);
    },
  };
  return suite;
}

/** The running suite. */
export type TeamSuite = Awaited<ReturnType<typeof startTeamSuite>>;

const membershipPath = (accountId?: string, userId?: string) =>
  `/internal/v1/memberships/${accountId}/${userId}`;
