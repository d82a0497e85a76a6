import { unwrap } from '@switchboard/client';
import { refusal } from './person.js';
import { expect } from './step-log.js';
import type { Story } from './story.js';

const chapter = 'sign-up';

/** A seller signs up, confirms the address by the mailed link, and signs in. */
export async function signUp(story: Story): Promise<void> {
  const { owner, mailbox, log, tag } = story;
  const { identity } = owner.api;

  await log.step(chapter, 'a seller signs up', async () => {
    const { email, password } = owner;
    const body = {
      accountName: `Toys ${tag}`,
      shopName: 'Toys & Co',
      email,
      password,
      displayName: owner.name,
      language: 'en',
    };
    await unwrap(identity.POST('/v1/accounts', { body }));
    const early = await refusal(identity.POST('/v1/auth/login', { body: { email, password } }));
    expect(early.code === 'account.unverified', 'sign-in to wait for the verification', early);
    return { what: `${owner.name} signs up as a seller; until the address is verified nobody can sign in` };
  });

  await log.step(chapter, 'the verification mail is used', async () => {
    const mail = await mailbox.next(owner.email);
    await unwrap(identity.POST('/v1/auth/email/verify', { body: { token: mail.token } }));
    const again = await refusal(identity.POST('/v1/auth/email/verify', { body: { token: mail.token } }));
    expect(again.status >= 400, 'the link to work once', again);
    return { what: `the mail “${mail.subject}” arrives and its link verifies the account, once` };
  });

  await log.step(chapter, 'the owner signs in', async () => {
    const body = { email: owner.email, password: owner.password };
    const session = await unwrap(identity.POST('/v1/auth/login', { body }));
    owner.enter(session);
    story.accountId = session.account.id;
    const shops = await unwrap(owner.api.identity.GET('/v1/shops'));
    story.shopId = shops.items[0]!.id;
    return { what: `${owner.name} signs in; the shop “${shops.items[0]!.name}” is there` };
  });
}
