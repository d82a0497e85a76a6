import {
  permissionsOf,
  routePolicies,
  TestTokens,
  type Permission,
  type RoutePolicy,
  type TestSuite,
} from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import { codeOf, send, type Answer } from './answers.js';
import { readOperations, validValue, type Operation } from './open-api.js';
import { People, type Account, type Member } from './people.js';

/** Who calls. What is due to them follows from the table alone. */
type Caller =
  | { kind: 'user'; role: 'owner' | 'admin' | 'agent'; advanced: boolean; member: Member }
  | { kind: 'deactivated'; member: Member }
  | { kind: 'key'; scope: string; platform: boolean; key: string }
  | { kind: 'refused'; code: string; authorization?: string }
  | { kind: 'service'; credential: string; accepted: boolean };

const named = routePolicies.map(
  (route) => [`${route.service} ${route.method} ${route.path}`, route] as const,
);
const endsSessions = ({ path }: RoutePolicy) => path.startsWith('/v1/auth/logout');

/** Every route of the table by every kind of caller. */
export function accessWalk(start: () => TestSuite): void {
  describe('who may call what', () => {
    let suite: TestSuite;
    let people: People;
    let account: Account;
    let operations: Operation[];
    let callers: Record<string, Caller>;

    beforeAll(async () => {
      suite = start();
      people = new People(suite);
      account = await people.openAccount('access');
      operations = await readOperations(suite.address);
      callers = await everyCaller(suite, people, account);
    }, 120_000);

    const signInAll = () =>
      Promise.all(
        Object.values(callers).map(async (caller) => {
          if ('member' in caller) await people.signIn(caller.member);
        }),
      );

    it.each(named)(
      '%s',
      async (_, route) => {
        if (endsSessions(route)) await signInAll();
        const operation = operations.find(
          ({ service, method, path }) =>
            service === route.service && method === route.method && path === route.path,
        );
        const isBuilt = operation !== undefined || route.policy === 'internal';
        const names = Object.keys(callers);
        const answers = await Promise.all(
          names.map(async (name) => {
            const answer = await callAs(callers[name]!, route, operation);
            return [name, isBuilt ? outcome(answer) : `${answer.status}`];
          }),
        );
        const due = names.map((name) => [name, isBuilt ? expected(callers[name]!, route, operation) : '404']);
        expect(Object.fromEntries(answers)).toEqual(Object.fromEntries(due));
        if (endsSessions(route)) await signInAll();
      },
      30_000,
    );

    /** Real for the shop, unknown for everything below it: an allowed caller changes nothing. */
    function callAs(caller: Caller, route: RoutePolicy, operation?: Operation): Promise<Answer> {
      const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
        name === 'shopId' ? account.shopId : name === 'accountId' ? account.accountId : uuid(),
      );
      const asksShop = operation?.parameters.some(
        ({ in: where, name }) => where === 'query' && name === 'shopId',
      );
      const query = asksShop ? `?shopId=${account.shopId}` : '';
      const authorization = authorizationOf(caller);
      return send(route.method, `${suite.address[route.service]}${path}${query}`, {
        ...(authorization ? { authorization } : {}),
        ...(route.method === 'GET' || !operation?.body ? {} : { raw: emptied(operation) }),
        headers: { 'idempotency-key': uuid() },
      });
    }
  });
}

/** A body with nothing that could take effect: refused by validation, which comes after the guard. */
function emptied({ body }: Operation): string {
  const valid = validValue(body!, '', {}) as object;
  return JSON.stringify(Object.fromEntries(Object.keys(valid).map((name) => [name, { $ne: 1 }])));
}

function authorizationOf(caller: Caller): string | undefined {
  if ('member' in caller) return `Bearer ${caller.member.token}`;
  if (caller.kind === 'key') return `Bearer ${caller.key}`;
  if (caller.kind === 'service') return `Service ${caller.credential}`;
  return caller.authorization;
}

/** Refusals by status and code; everybody else was let in, whatever came of it. */
function outcome(answer: Answer): string {
  if (answer.status >= 500) return `${answer.status}`;
  if (answer.status === 401 || answer.status === 403) return `${answer.status} ${codeOf(answer)}`;
  return codeOf(answer) === 'not_found' && answer.status === 404 ? 'let in or not there' : 'let in';
}

const oneOf = (...outcomes: string[]): unknown => expect.stringMatching(`^(${outcomes.join('|')})$`);
const letIn = () => oneOf('let in', 'let in or not there');

/** SPEC section 2, read from the table's line. */
function expected(
  caller: Caller,
  { policy, keyScope, whileDeactivated }: RoutePolicy,
  of?: Operation,
): unknown {
  if (policy === 'public') return letIn();
  if (caller.kind === 'service' && policy === 'internal')
    return caller.accepted ? letIn() : '401 auth.token_invalid';
  if (caller.kind === 'service') return '401 auth.required';
  if (policy === 'internal') return '401 auth.required';
  if (caller.kind === 'refused') return `401 ${caller.code}`;
  if (caller.kind === 'deactivated')
    return whileDeactivated || policy === 'signed-in' ? letIn() : '403 membership.deactivated';
  if (caller.kind === 'user') {
    if (policy === 'signed-in') return letIn();
    return permissionsOf(caller).has(policy as Permission) ? letIn() : '403 permission.denied';
  }
  // The platform's keys have no account: to them no shop is there at all.
  const ofShop = of?.parameters.some(({ name }) => name === 'shopId');
  if (caller.platform && ofShop) return 'let in or not there';
  if (!keyScope) return '403 permission.denied';
  return caller.scope === keyScope ? letIn() : '403 key.scope_missing';
}

async function everyCaller(
  suite: TestSuite,
  people: People,
  account: Account,
): Promise<Record<string, Caller>> {
  const agent = await people.join(account, { role: 'agent' });
  const advanced = await people.join(account, { role: 'agent', advanced: true });
  const admin = await people.join(account, { role: 'admin' });
  const gone = await people.join(account, { role: 'agent' });
  await people.deactivate(account, gone);
  await people.signIn(gone);
  const key = async (scope: string): Promise<Caller> => ({
    kind: 'key',
    scope,
    platform: false,
    key: await people.apiKey(account, [scope]),
  });
  const platformKey = async (scope: string): Promise<Caller> => ({
    kind: 'key',
    scope,
    platform: true,
    key: await people.platformKey(scope),
  });
  return {
    nobody: { kind: 'refused', code: 'auth.required' },
    agent: { kind: 'user', role: 'agent', advanced: false, member: agent },
    'advanced agent': { kind: 'user', role: 'agent', advanced: true, member: advanced },
    admin: { kind: 'user', role: 'admin', advanced: false, member: admin },
    owner: { kind: 'user', role: 'owner', advanced: false, member: account.owner },
    deactivated: { kind: 'deactivated', member: gone },
    'key inbound:write': await key('inbound:write'),
    'key outbound:read': await key('outbound:read'),
    'key chats:read': await key('chats:read'),
    'platform key reviews:read': await platformKey('reviews:read'),
    'platform key reviews:write': await platformKey('reviews:write'),
    ...(await badTokens(suite, account)),
    'an internal credential': { kind: 'service', credential: suite.internalCredential, accepted: true },
    'a guessed internal credential': { kind: 'service', credential: 'guessed', accepted: false },
  };
}

async function badTokens(suite: TestSuite, { accountId, owner }: Account): Promise<Record<string, Caller>> {
  const claims = {
    accountId,
    userId: owner.userId,
    sessionId: sessionOf(owner.token),
    accessVersion: 1,
    role: 'owner' as const,
    advanced: false,
  };
  const stranger = await TestTokens.start();
  const forged = await stranger.access(claims);
  await stranger.close();
  const [header, , signature] = owner.token.split('.');
  const altered = Buffer.from(JSON.stringify({ ...payloadOf(owner.token), role: 'owner', ver: 9 }));
  const refused = (code: string, authorization: string): Caller => ({ kind: 'refused', code, authorization });
  return {
    'an expired token': refused('auth.token_expired', `Bearer ${await suite.accessToken(claims, -60)}`),
    'a forged token': refused('auth.token_invalid', `Bearer ${forged}`),
    'an altered token': refused(
      'auth.token_invalid',
      `Bearer ${header}.${altered.toString('base64url')}.${signature}`,
    ),
    'a token of no algorithm': refused(
      'auth.token_invalid',
      `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${owner.token.split('.')[1]}.`,
    ),
    'a made-up key': refused('auth.token_invalid', `Bearer swk_${'A'.repeat(64)}`),
  };
}

const payloadOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { sid: string };
const sessionOf = (token: string) => payloadOf(token).sid;
