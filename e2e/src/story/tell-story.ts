import { Mailbox, Storefront, type SuiteAddress } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import { assignment } from './assignment.js';
import { capacity } from './capacity.js';
import { moving } from './moving.js';
import { Person } from './person.js';
import { signUp } from './sign-up.js';
import type { StepLog } from './step-log.js';
import type { Story } from './story.js';
import { team } from './team.js';
import { translation } from './translation.js';

/** Tells the whole story against a running suite, from outside: HTTP, mail and Kafka. Throws at the first step that fails. */
export async function tellStory(address: SuiteAddress, log: StepLog): Promise<void> {
  const tag = uuid().slice(-8);
  const person = (name: string) => new Person(name, `${name.toLowerCase()}-${tag}@example.com`, address);
  const story: Story = {
    address,
    log,
    mailbox: new Mailbox(address.mail),
    storefront: await Storefront.open(address.brokers, address.topicPrefix),
    tag,
    owner: person('Olga'),
    sofia: person('Sofia'),
    emma: person('Emma'),
    admin: person('Ada'),
    accountId: '',
    shopId: '',
    apiKey: '',
    chats: new Map(),
  };
  try {
    await signUp(story);
    await team(story);
    await capacity(story);
    await assignment(story);
    await translation(story);
    await moving(story);
  } finally {
    for (const one of [story.owner, story.sofia, story.emma, story.admin]) one.stopWatching();
    await story.storefront.close();
  }
}
