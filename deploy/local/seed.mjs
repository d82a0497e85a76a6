import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linkTokenFor } from './mailbox.mjs';
import { data } from './paths.mjs';
import { say, step } from './progress.mjs';

const remembered = join(data, 'demo.json');

const people = [
  { role: 'owner', email: 'owner@demo.example', displayName: 'Olivia Owner', language: 'en' },
  { role: 'admin', email: 'admin@demo.example', displayName: 'Adam Admin', language: 'en' },
  { role: 'agent', email: 'english@demo.example', displayName: 'Erin English', language: 'en' },
  { role: 'agent', email: 'spanish@demo.example', displayName: 'Sofia Espanol', language: 'es' },
];

/**
 * One account with one shop, its members and an API key: made through the front door, as a seller would.
 * @param {{ url: string, mailUrl: string, password: string }} options
 * @returns {Promise<{ shopId: string, apiKey: string, logins: Array<{ role: string, email: string, password: string }> } | undefined>}
 *   nothing if it could not be made; the suite is of use without it
 */
export async function seedDemo(options) {
  return step(
    'demo shop',
    'seeding',
    () => seed(options).catch((error) => say('demo shop', `not seeded: ${error.message}`)),
    (demo) => (demo ? `${demo.logins.length} members` : ''),
  );
}

async function seed({ url, mailUrl, password }) {
  const owner = people[0].email;
  const known = await signIn(url, owner, password);
  if (!known) await create({ url, mailUrl, password });
  const accessToken = known ?? (await signIn(url, owner, password));
  if (!accessToken)
    throw new Error(
      `${owner} exists with another password; npm start -- --reset deletes the data and starts again.`,
    );
  const { items } = await call(`${url}/v1/shops`, request('GET', undefined, accessToken));
  const shopId = items[0].id;
  const logins = people.map(({ role, email }) => ({ role, email, password }));
  return { shopId, apiKey: await apiKey({ url, accessToken, shopId }), logins };
}

/** A key is shown once: the one of this shop is remembered beside the data. */
async function apiKey({ url, accessToken, shopId }) {
  const known = existsSync(remembered) ? JSON.parse(readFileSync(remembered, 'utf8')) : {};
  if (known[shopId]) return known[shopId];
  const scopes = ['inbound:write', 'outbound:read', 'chats:read'];
  const { key } = await call(
    `${url}/v1/api-keys`,
    request('POST', { name: 'Demo storefront', scopes }, accessToken),
  );
  writeFileSync(remembered, JSON.stringify({ ...known, [shopId]: key }, null, 2), { mode: 0o600 });
  return key;
}

async function signIn(url, email, password) {
  const answer = await fetch(`${url}/v1/auth/login`, request('POST', { email, password }));
  const body = await answer.json();
  return answer.ok ? body.accessToken : undefined;
}

async function create({ url, mailUrl, password }) {
  const [owner, ...team] = people;
  const { displayName, email, language } = owner;
  const account = {
    accountName: 'Demo Seller',
    shopName: 'Demo Shop',
    email,
    password,
    displayName,
    language,
  };
  await call(`${url}/v1/accounts`, request('POST', account));
  const token = await linkTokenFor(mailUrl, email);
  await call(`${url}/v1/auth/email/verify`, request('POST', { token }));
  const accessToken = await signIn(url, email, password);
  if (!accessToken) return;
  for (const member of team) await invite({ url, mailUrl, accessToken, member, password });
}

async function invite({ url, mailUrl, accessToken, member, password }) {
  const { email, role, language, displayName } = member;
  await call(`${url}/v1/users`, request('POST', { email, role, language, shopAccess: 'all' }, accessToken));
  const token = await linkTokenFor(mailUrl, email);
  await call(`${url}/v1/invitations/activate`, request('POST', { token, password, displayName }));
}

function request(method, body, accessToken) {
  return {
    method,
    headers: {
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(accessToken ? { authorization: `Bearer ${accessToken}` } : {}),
    },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(15_000),
  };
}

async function call(url, init) {
  const answer = await fetch(url, init);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${init.method} ${url} answered ${answer.status}: ${text}`);
  return text ? JSON.parse(text) : undefined;
}
