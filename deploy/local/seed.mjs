import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { linkTokenFor } from './mailbox.mjs';
import { data } from './paths.mjs';
import { step } from './progress.mjs';

const remembered = join(data, 'demo.json');

const people = [
  { role: 'owner', email: 'owner@demo.example', displayName: 'Olivia Owner', language: 'en' },
  { role: 'admin', email: 'admin@demo.example', displayName: 'Adam Admin', language: 'en' },
  { role: 'agent', email: 'english@demo.example', displayName: 'Erin English', language: 'en' },
  { role: 'agent', email: 'spanish@demo.example', displayName: 'Sofia Espanol', language: 'es' },
];

/**
 * One account with one shop, its members and an API key: made through the front door, as a seller would.
 * What it made is remembered beside the data; a later start only looks whether the owner can still sign in.
 * @returns {Promise<{ shopId: string, apiKey: string, logins: Array<{ role: string, email: string, password: string }> }>}
 */
export async function seedDemo({ url, mailUrl }) {
  return step(
    'demo shop',
    'seeding',
    async () => {
      const known = existsSync(remembered) ? JSON.parse(readFileSync(remembered, 'utf8')) : undefined;
      if (known && (await signsIn(url, known.logins[0]))) return known;
      const demo = await create(url, mailUrl);
      writeFileSync(remembered, JSON.stringify(demo, null, 2), { mode: 0o600 });
      return demo;
    },
    ({ logins }) => `${logins.length} members`,
  );
}

async function signsIn(url, { email, password }) {
  const answer = await fetch(`${url}/v1/auth/login`, request('POST', { email, password }));
  await answer.arrayBuffer();
  return answer.ok;
}

async function create(url, mailUrl) {
  const password = `demo-${randomBytes(9).toString('base64url')}`;
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
  const { accessToken } = await call(`${url}/v1/auth/login`, request('POST', { email, password }));
  for (const member of team) await invite({ url, mailUrl, accessToken, member, password });
  const { items } = await call(`${url}/v1/shops`, request('GET', undefined, accessToken));
  const scopes = ['inbound:write', 'outbound:read', 'chats:read'];
  const { key } = await call(
    `${url}/v1/api-keys`,
    request('POST', { name: 'Demo storefront', scopes }, accessToken),
  );
  const logins = people.map((person) => ({ role: person.role, email: person.email, password }));
  return { shopId: items[0].id, apiKey: key, logins };
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
