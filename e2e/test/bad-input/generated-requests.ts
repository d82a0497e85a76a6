import { problemCatalogue, routePolicies, type RoutePolicy, type TestSuite } from '@switchboard/testing';
import fc from 'fast-check';
import { Compile } from 'typebox/schema';
import { v7 as uuid } from 'uuid';
import { codeOf, send, type Answer, type Sent } from './answers.js';
import { inputFaultsOf } from './input-faults.js';
import { readOperations, validValue, type Known, type Operation, type Schema } from './open-api.js';
import { People, type Account } from './people.js';

/** One request to try, named so that a fault can be found again. */
interface Attempt {
  name: string;
  path: Record<string, string>;
  /** As it stands after `?`. */
  query: string;
  sent: Sent;
}

const named = routePolicies
  .filter(({ policy }) => policy !== 'internal')
  .map((route) => [`${route.service} ${route.method} ${route.path}`, route] as const)
  .sort(([, left], [, right]) => harm(left) - harm(right));

/** What ends sessions or people comes last: the others need them. */
function harm({ method, path }: RoutePolicy): number {
  if (/logout|password$/.test(path)) return 3;
  return method === 'DELETE' || path.endsWith('/deactivate') ? 2 : 1;
}

/** In place of a value of any type. */
const nasty: unknown[] = [
  { $ne: 1 },
  { $gt: '' },
  [],
  [[]],
  null,
  true,
  -1,
  1.5,
  1e308,
  9_007_199_254_740_993,
  '',
  ' ',
  'a\u0000b',
  'a\ud800b',
  '\u202e\u200d',
  "'; drop table chat; --",
  '9'.repeat(400),
  'x'.repeat(100_000),
  '2026-13-45T99:99:99Z',
  '0000-00-00',
];

/** In place of a parameter, as they stand in the address. */
const nastyInAddress = [
  '%00',
  '%ff',
  '%ED%A0%80',
  '..%2f..',
  '%27--',
  '1e400',
  'x'.repeat(3_000),
  'null',
  '-1',
  '%20',
];

/** Bodies that are no object, no JSON, or no end. */
const rawBodies: Array<[name: string, raw: string, headers?: Record<string, string>]> = [
  ['a list', '[]'],
  ['a text', '"text"'],
  ['null', 'null'],
  ['a number', '7'],
  ['malformed', '{"a":'],
  ['a trailing comma', '{"a":1,}'],
  ['a prototype', '{"__proto__":{"admin":true}}'],
  ['a constructor', '{"constructor":{"prototype":{"admin":true}}}'],
  ['deep', '['.repeat(50_000) + ']'.repeat(50_000)],
  ['an endless number', '{"a":1e99999}'],
  ['10 MB', `{"a":"${'x'.repeat(10_000_000)}"}`],
  ['plain text', 'a=1', { 'content-type': 'text/plain' }],
  ['a form', 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['XML', '<a/>', { 'content-type': 'application/xml' }],
  ['no known type', '{}', { 'content-type': 'nonsense' }],
  ['another alphabet', '{}', { 'content-type': 'application/json; charset=utf-16' }],
];

const withBody = (name: string, body: unknown, from: Attempt): Attempt => ({
  ...from,
  name,
  sent: { ...from.sent, raw: JSON.stringify(body) },
});

/** Every request for an operation: one that is valid, and what differs from it in one place. */
function attempts(operation: Operation, known: Known): Attempt[] {
  const { parameters, body } = operation;
  const inPath = parameters.filter(({ in: where }) => where === 'path');
  const inQuery = parameters.filter(({ in: where }) => where === 'query');
  const required = inQuery.filter((parameter) => parameter.required === true || parameter.name === 'shopId');
  const text = (value: unknown) => encodeURIComponent(String(value));
  const queryOf = (list: typeof inQuery) =>
    list.map(({ name, schema }) => `${name}=${text(validValue(schema, name, known))}`).join('&');
  const valid: Attempt = {
    name: 'valid',
    path: Object.fromEntries(
      inPath.map(({ name, schema }) => [name, String(validValue(schema, name, known))]),
    ),
    query: queryOf(required),
    sent: body ? { raw: JSON.stringify(validValue(body, '', known)) } : {},
  };
  return [
    valid,
    { ...valid, name: 'an unknown parameter', query: `${valid.query}&surprise=1` },
    { ...valid, name: 'a very long address', query: `q=${'x'.repeat(12_000)}` },
    ...inQuery.flatMap(({ name, schema }) => {
      const others = queryOf(required.filter((parameter) => parameter.name !== name));
      const value = text(validValue(schema, name, known));
      const forms = [
        `${name}=${value}`,
        `${name}=${value}&${name}=${value}`,
        `${name}[$ne]=1`,
        `${name}[]=${value}`,
        `${name}=`,
        name,
        ...nastyInAddress.map((bad) => `${name}=${bad}`),
      ];
      return forms.map((form) => ({ ...valid, name: `?${form.slice(0, 60)}`, query: `${others}&${form}` }));
    }),
    ...inPath.flatMap(({ name }) =>
      nastyInAddress.map((bad) => ({
        ...valid,
        name: `{${name}} as ${bad.slice(0, 20)}`,
        path: { ...valid.path, [name]: bad },
      })),
    ),
    ...(operation.method === 'GET' ? [] : badHeaders(valid)),
    ...(body ? badBodies(body, known, valid) : []),
  ];
}

const headersRefused: Array<Record<string, string>> = [
  { 'idempotency-key': 'k'.repeat(300) },
  { 'idempotency-key': 'two words' },
  { 'if-match': 'garbage' },
  { 'if-match': `"${'9'.repeat(40)}"` },
  { 'if-match': '*' },
  { 'if-match': '"never-sent"' },
];

const badHeaders = (valid: Attempt): Attempt[] =>
  headersRefused.map((headers) => ({
    ...valid,
    name: JSON.stringify(headers).slice(0, 60),
    sent: { ...valid.sent, headers },
  }));

function badBodies(schema: Schema, known: Known, from: Attempt): Attempt[] {
  const valid = validValue(schema, '', known) as Record<string, unknown>;
  const fields = Object.keys(schema.properties ?? {});
  return [
    withBody('{}', {}, from),
    withBody('an unknown field', { ...valid, surprise: 1 }, from),
    ...fields.map((field) => withBody(`without ${field}`, { ...valid, [field]: undefined }, from)),
    ...fields.flatMap((field) =>
      [...nasty, [valid[field]], { ...Object(valid[field]) }].map((value) =>
        withBody(`${field} as ${JSON.stringify(value).slice(0, 40)}`, { ...valid, [field]: value }, from),
      ),
    ),
    ...rawBodies.map(([name, raw, headers]) => ({
      ...from,
      name,
      sent: { raw, ...(headers ? { headers } : {}) },
    })),
    ...fc
      .sample(madeUp(fields, valid), { seed: 20_261_122, numRuns: 12 })
      .map((body, index) => withBody(`made up ${index}`, body, from)),
  ];
}

/** Bodies with the right names and whatever in them. */
const madeUp = (fields: string[], valid: Record<string, unknown>) =>
  fc.record(
    Object.fromEntries(
      fields.map((field) => [
        field,
        fc.oneof(fc.constant(valid[field]), fc.constantFrom(...nasty), fc.jsonValue({ maxDepth: 3 })),
      ]),
    ),
    { requiredKeys: [] },
  );

/** Whatever comes: no 5xx, every refusal a problem of the catalogue, every success as the document says. */
export function generatedRequests(start: () => TestSuite): void {
  describe('generated requests', () => {
    let suite: TestSuite;
    let people: People;
    let account: Account;
    let operations: Operation[];
    let keys: string;
    let known: Known;

    beforeAll(async () => {
      suite = start();
      people = new People(suite);
      operations = await readOperations(suite.address);
      account = await people.openAccount('generated');
      const agent = await people.join(account, { role: 'agent' });
      keys = await people.apiKey(account, ['inbound:write', 'outbound:read', 'chats:read']);
      const { chatId, messageId } = await people.write(account.shopId, keys, 'hello, is anybody there?');
      const { accountId, shopId } = account;
      known = { accountId, shopId, chatId, messageId, userId: agent.userId, agentId: agent.userId };
      Object.assign(known, { toAgentId: agent.userId, wait: 0, expectedVersion: 1, reason: 'because' });
    }, 120_000);

    it.each(named)(
      '%s',
      async (name, route) => {
        const operation = operations.find(
          ({ service, method, path }) =>
            service === route.service && method === route.method && path === route.path,
        );
        if (!operation) throw new Error('the document has no such operation');
        if (harm(route) === 3) await people.signIn(account.owner);
        const token = route.policy === 'key' ? keys : account.owner.token;
        const authorization = route.policy === 'public' ? undefined : `Bearer ${token}`;
        const faults: string[] = [];
        const waiting = attempts(operation, known);
        const worker = async () => {
          for (let attempt = waiting.shift(); attempt; attempt = waiting.shift()) {
            const answer = await tryOut(operation, attempt, authorization);
            faults.push(...faultsOf(operation, answer).map((fault) => `${name}, ${attempt.name}: ${fault}`));
          }
        };
        await Promise.all(Array.from({ length: 6 }, worker));
        expect(faults).toEqual([]);
      },
      60_000,
    );

    function tryOut(operation: Operation, { path, query, sent }: Attempt, authorization?: string) {
      const filled = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => path[name]!);
      return send(
        operation.method,
        `${suite.address[operation.service]}${filled}${query ? `?${query}` : ''}`,
        {
          ...sent,
          ...(authorization ? { authorization } : {}),
          headers: { 'idempotency-key': uuid(), ...sent.headers },
        },
      );
    }
  });
}

/** Refused before the route: an address that cannot be decoded or names nothing belongs to no operation. */
const isBeforeRoutes = (answer: Answer): boolean =>
  answer.status === 404 || answer.status === 431 || codeOf(answer) === 'request.malformed';

const titles = problemCatalogue as Record<string, { status: number }>;

function faultsOf({ answers }: Operation, answer: Answer): string[] {
  const { status, contentType, body } = answer;
  if (status >= 500) return [`answers ${status} ${codeOf(answer)}`];
  if (status >= 400) {
    const { requestId, title } = body as { requestId?: unknown; title?: unknown };
    const code = codeOf(answer) ?? '';
    return [
      contentType.startsWith('application/problem+json') ? '' : `${status} as ${contentType}`,
      titles[code]?.status === status ? '' : `${status} with the code ${code}`,
      typeof requestId === 'string' && typeof title === 'string'
        ? ''
        : `${status} without requestId or title`,
      answers.has(status) || isBeforeRoutes(answer) ? '' : `${status} ${code} is not in the document`,
      status === 400 && code !== 'request.malformed' ? inputFaultsOf(body, code) : '',
    ].filter(Boolean);
  }
  const schema = answers.get(status);
  if (schema === undefined) return [`${status} is not in the document`];
  if (schema === null || contentType.startsWith('text/event-stream')) return [];
  const validator = Compile(schema as never);
  if (validator.Check(body)) return [];
  const [, errors] = validator.Errors(body);
  return errors.map(
    ({ instancePath, message }) => `${status} differs from the document: ${instancePath} ${message}`,
  );
}
