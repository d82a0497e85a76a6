import type { Person } from './person.js';
import { unwrap } from '@switchboard/client';
import { expect } from './step-log.js';
import type { Story } from './story.js';

const chapter = 'team';

/** Two agents and an administrator are invited in their languages, and join by the mailed links. */
export async function team(story: Story): Promise<void> {
  const { owner, sofia, emma, admin, log } = story;
  const { identity } = owner.api;
  const invitations: Array<{ person: Person; role: 'agent' | 'admin'; language: string }> = [
    { person: sofia, role: 'agent', language: 'es' },
    { person: emma, role: 'agent', language: 'en' },
    { person: admin, role: 'admin', language: 'en' },
  ];
  const emails = async (list: 'invited' | 'added') =>
    (await unwrap(identity.GET('/v1/users', { params: { query: { list } } }))).items
      .map((user) => user.email)
      .sort();
  const invited = invitations.map(({ person }) => person.email).sort();

  await log.step(chapter, 'the owner invites the team', async () => {
    for (const { person, role, language } of invitations) {
      const user = await unwrap(
        identity.POST('/v1/users', { body: { email: person.email, role, language } }),
      );
      expect(user.status === 'pending', 'an invited user to be pending', user.status);
    }
    const list = await emails('invited');
    expect(list.join() === invited.join(), 'all three on the invited list', list);
    return {
      what: `${owner.name} invites ${sofia.name} (Spanish) and ${emma.name} (English) as agents, ${admin.name} as administrator; the invited list shows three`,
    };
  });

  await log.step(chapter, 'the invitations are used', async () => {
    const subjects: string[] = [];
    for (const { person } of invitations) {
      const mail = await story.mailbox.next(person.email);
      subjects.push(`${person.name}: “${mail.subject}”`);
      const { token } = mail;
      const look = await unwrap(person.api.identity.POST('/v1/invitations/lookup', { body: { token } }));
      expect(look.needsPassword, 'a new person to be asked for a password', look);
      const body = { token, password: person.password, displayName: person.name };
      person.enter(await unwrap(person.api.identity.POST('/v1/invitations/activate', { body })));
    }
    expect(subjects[0]!.split(':')[1] !== subjects[1]!.split(':')[1], 'the Spanish mail to differ', subjects);
    return {
      what: 'the mails arrive in the invited language; the links are used and sign in',
      details: subjects,
    };
  });

  await log.step(chapter, 'the lists change', async () => {
    const [left, added] = [await emails('invited'), await emails('added')];
    expect(left.length === 0, 'the invited list to be empty', left);
    expect(
      invited.every((email) => added.includes(email)),
      'all three on the added list',
      added,
    );
    return { what: `the invited list is empty, the added list shows ${added.length} (with the owner)` };
  });

  await log.step(chapter, 'an API key is made', async () => {
    const body = {
      name: 'storefront',
      scopes: ['inbound:write' as const, 'outbound:read' as const, 'chats:read' as const],
    };
    story.apiKey = (await unwrap(identity.POST('/v1/api-keys', { body }))).key;
    return { what: 'the storefront gets an API key; it is shown this once' };
  });
}
