import { call, Mailbox, type SuiteAddress, type TestSuite } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';

const password = 'a passphrase for every walker';

interface SignedIn {
  accessToken: string;
  account: { id: string };
  user: { id: string };
}

/** A member who is signed in. */
export interface Member {
  userId: string;
  email: string;
  token: string;
}

/** A seller's account with one shop, made from outside. */
export interface Account {
  accountId: string;
  shopId: string;
  owner: Member;
}

/** What a new member is given. */
export interface Grant {
  role: 'admin' | 'agent';
  advanced?: boolean;
  shopAccess?: string[];
}

/** Makes accounts and members as people do: sign-up, mail, link. */
export class People {
  private readonly mailbox: Mailbox;
  private readonly address: SuiteAddress;

  constructor(private readonly suite: TestSuite) {
    this.address = suite.address;
    this.mailbox = new Mailbox(suite.address.mail);
  }

  async openAccount(name: string): Promise<Account> {
    const email = `${name}-${uuid().slice(-12)}@example.com`;
    await call('POST', `${this.address.identity}/v1/accounts`, {
      body: {
        accountName: `${name} account`,
        shopName: `${name} shop`,
        email,
        password,
        displayName: `${name} owner`,
        language: 'en',
      },
    });
    const { token } = await this.mailbox.next(email);
    await call('POST', `${this.address.identity}/v1/auth/email/verify`, { body: { token } });
    const session = await this.login(email);
    const shops = await call<{ items: Array<{ id: string }> }>('GET', `${this.address.identity}/v1/shops`, {
      token: session.accessToken,
    });
    const owner = { userId: session.user.id, email, token: session.accessToken };
    return { accountId: session.account.id, shopId: shops.items[0]!.id, owner };
  }

  async join({ owner }: Account, grant: Grant): Promise<Member> {
    const email = `member-${uuid().slice(-12)}@example.com`;
    await call('POST', `${this.address.identity}/v1/users`, {
      token: owner.token,
      body: { email, language: 'en', ...grant },
    });
    const { token } = await this.mailbox.next(email);
    const session = await call<SignedIn>('POST', `${this.address.identity}/v1/invitations/activate`, {
      body: { token, password, displayName: 'Walker' },
    });
    return { userId: session.user.id, email, token: session.accessToken };
  }

  /** A fresh session: tokens live for minutes only, and some routes end them. */
  async signIn(member: Member): Promise<void> {
    member.token = (await this.login(member.email)).accessToken;
  }

  async shop({ owner }: Account, name: string): Promise<string> {
    const body = { name };
    const url = `${this.address.identity}/v1/shops`;
    return (await call<{ id: string }>('POST', url, { token: owner.token, body })).id;
  }

  async apiKey({ owner }: Account, scopes: string[], shopIds?: string[]): Promise<string> {
    const { key } = await call<{ key: string }>('POST', `${this.address.identity}/v1/api-keys`, {
      token: owner.token,
      body: { name: scopes.join(' '), scopes, ...(shopIds ? { shopIds } : {}) },
    });
    return key;
  }

  /** A key of the platform itself, made by the operator. */
  async platformKey(scope: string): Promise<string> {
    const words = ['platform-key-create', '--name', scope, '--scopes', scope];
    const key = /swk_[\w-]+/.exec(await this.suite.services.identity.operator(words))?.[0];
    if (!key) throw new Error('the operator was shown no key');
    return key;
  }

  async deactivate({ owner }: Account, { userId }: Member): Promise<void> {
    const url = `${this.address.identity}/v1/users/${userId}/deactivate`;
    await call('POST', url, { token: owner.token });
  }

  /** A customer's message by REST; answers the chat's and the message's id. */
  write(shopId: string, key: string, text: string): Promise<{ chatId: string; messageId: string }> {
    return call('POST', `${this.address.routing}/v1/shops/${shopId}/inbound-messages`, {
      token: key,
      body: { customerId: `customer-${uuid()}`, externalMessageId: uuid(), text },
    });
  }

  private login(email: string): Promise<SignedIn> {
    return call<SignedIn>('POST', `${this.address.identity}/v1/auth/login`, { body: { email, password } });
  }
}
