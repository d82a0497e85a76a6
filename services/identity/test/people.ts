import { v7 as uuid } from 'uuid';
import type { IdentitySuite } from './identity-suite.js';

/** Everybody's password, unless a test says otherwise. */
export const password = 'correct horse battery';

/** A signed-in user. */
export interface SignedIn {
  accountId: string;
  userId: string;
  email: string;
  token: string;
  refreshToken: string;
}

/** An unused address. */
export const freshEmail = (name = 'person'): string => `${name}-${uuid().slice(-12)}@example.com`;

/** Reads an answer of login, refresh, switch or activation. */
export function signedIn(body: {
  accessToken: string;
  refreshToken: string;
  account: { id: string };
  user: { id: string; email: string };
}): SignedIn {
  return {
    accountId: body.account.id,
    userId: body.user.id,
    email: body.user.email,
    token: body.accessToken,
    refreshToken: body.refreshToken,
  };
}

/** Signs a seller up and confirms the address. */
export async function newAccount(
  identity: IdentitySuite,
  email = freshEmail('owner'),
  name = 'Acme',
): Promise<string> {
  const { status, body } = await identity.call('POST', '/v1/accounts', {
    accountName: name,
    shopName: `${name} Shop`,
    email,
    password,
    displayName: 'Olga Owner',
    language: 'en',
  });
  if (status !== 201) throw new Error(`sign-up answered ${status}`);
  const { token } = await identity.mails.next(email);
  const verified = await identity.call('POST', '/v1/auth/email/verify', { token });
  if (verified.status !== 200) throw new Error(`verification answered ${verified.status}`);
  return body.id as string;
}

/** Signs a user in. */
export async function signIn(identity: IdentitySuite, email: string, accountId?: string): Promise<SignedIn> {
  const { status, body } = await identity.call('POST', '/v1/auth/login', { email, password, accountId });
  if (status !== 200) throw new Error(`sign-in answered ${status} ${JSON.stringify(body)}`);
  return signedIn(body);
}

/** An account with its owner signed in. */
export async function newOwner(identity: IdentitySuite, name?: string): Promise<SignedIn> {
  const email = freshEmail('owner');
  return signIn(identity, email, await newAccount(identity, email, name));
}

/** Invites a user; answers the user and the mail's token. */
export async function invite(
  identity: IdentitySuite,
  inviter: SignedIn,
  request: Record<string, unknown> = {},
): Promise<{ id: string; email: string; token: string }> {
  const wanted = { email: freshEmail('agent'), role: 'agent', language: 'en', ...request };
  const { status, body } = await identity.call('POST', '/v1/users', wanted, { token: inviter.token });
  if (status !== 201) throw new Error(`the invitation answered ${status} ${JSON.stringify(body)}`);
  const { token } = await identity.mails.next(wanted.email);
  return { id: body.id as string, email: wanted.email, token };
}

/** Invites a new user and activates them. */
export async function newMember(
  identity: IdentitySuite,
  inviter: SignedIn,
  request: Record<string, unknown> = {},
): Promise<SignedIn> {
  const { token } = await invite(identity, inviter, request);
  const { status, body } = await identity.call('POST', '/v1/invitations/activate', {
    token,
    password,
    displayName: 'Ada Agent',
  });
  if (status !== 200) throw new Error(`the activation answered ${status} ${JSON.stringify(body)}`);
  return signedIn(body);
}
