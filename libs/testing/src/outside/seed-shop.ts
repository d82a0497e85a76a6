import { v7 as uuid } from 'uuid';
import { until } from '../until.js';
import { call } from './json-api.js';
import { Mailbox } from './mailbox.js';
import type { SuiteAddress } from './suite-address.js';

/** One signed-in member. */
export interface SeededMember {
  userId: string;
  email: string;
  token: string;
}

/** A shop with its team, made through HTTP and mail only. */
export interface SeededShop {
  accountId: string;
  shopId: string;
  owner: SeededMember;
  agents: SeededMember[];
  /** An API key with `inbound:write`, `outbound:read` and `chats:read`. */
  apiKey: string;
}

/** What the owner and the agents of a seeded shop sign in with. */
export const seededPassword = 'a long enough passphrase';

interface SignedIn {
  accessToken: string;
  account: { id: string };
  user: { id: string };
}

/**
 * Signs a seller up, verifies the mail, invites and activates `agents`, gives each `capacity`, turns the
 * owner's accept-chats off, and waits until routing counts every agent as eligible.
 */
export async function seedShop(
  suite: SuiteAddress,
  { agents, capacity, language = 'en' }: { agents: number; capacity: number; language?: string },
): Promise<SeededShop> {
  const mailbox = new Mailbox(suite.mail);
  const tag = uuid().slice(-12);
  const ownerEmail = `owner-${tag}@example.com`;
  await call('POST', `${suite.identity}/v1/accounts`, {
    body: {
      accountName: `Account ${tag}`,
      shopName: `Shop ${tag}`,
      email: ownerEmail,
      password: seededPassword,
      displayName: 'Olga',
      language,
    },
  });
  const { token } = await mailbox.next(ownerEmail);
  await call('POST', `${suite.identity}/v1/auth/email/verify`, { body: { token } });
  const owner = await call<SignedIn>('POST', `${suite.identity}/v1/auth/login`, {
    body: { email: ownerEmail, password: seededPassword },
  });
  const as = { token: owner.accessToken };
  const { items } = await call<{ items: Array<{ id: string }> }>('GET', `${suite.identity}/v1/shops`, as);
  const shopId = items[0]!.id;
  const { key } = await call<{ key: string }>('POST', `${suite.identity}/v1/api-keys`, {
    ...as,
    body: { name: 'storefront', scopes: ['inbound:write', 'outbound:read', 'chats:read'] },
  });
  const members: SeededMember[] = [];
  for (let index = 0; index < agents; index++) {
    const email = `agent${index}-${tag}@example.com`;
    await call('POST', `${suite.identity}/v1/users`, { ...as, body: { role: 'agent', email, language } });
    const invitation = await mailbox.next(email);
    const agent = await call<SignedIn>('POST', `${suite.identity}/v1/invitations/activate`, {
      body: { token: invitation.token, password: seededPassword, displayName: `Agent ${index}` },
    });
    members.push({ userId: agent.user.id, email, token: agent.accessToken });
  }
  const agentUrl = (userId: string) => `${suite.team}/v1/shops/${shopId}/agents/${userId}`;
  const change = (userId: string, body: object) =>
    until(() => call('PATCH', agentUrl(userId), { ...as, body }), {
      describe: 'the agent to be known to team',
    });
  await change(owner.user.id, { acceptChats: false });
  for (const member of members) await change(member.userId, { maxCapacity: capacity });
  await until(
    async () => {
      const agents: Array<{ id: string; eligible: boolean; maxCapacity: number }> = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const from = cursor && `&cursor=${cursor}`;
        const url = `${suite.routing}/v1/shops/${shopId}/workload?limit=100${from}`;
        const page: { items: typeof agents; nextCursor: string | null } = await call('GET', url, as);
        agents.push(...page.items);
        cursor = page.nextCursor;
      }
      return members.every((member) =>
        agents.some(
          (agent) => agent.id === member.userId && agent.eligible && agent.maxCapacity === capacity,
        ),
      );
    },
    { timeoutMs: 20_000, describe: 'routing to count every agent as eligible' },
  );
  return {
    accountId: owner.account.id,
    shopId,
    owner: { userId: owner.user.id, email: ownerEmail, token: owner.accessToken },
    agents: members,
    apiKey: key,
  };
}
