import {
  canReadChat,
  chatActionNames,
  chatActions,
  chatRefusal,
  keyReader,
  permissionsOf,
  standings,
  type ChatAction,
  type ChatReader,
  type ChatRelation,
  type PolicyChat,
} from './index.js';

const me = 'me';
const other = 'other';
const chats: Record<ChatRelation, PolicyChat> = {
  own: { state: 'assigned', agentId: me, lastAgentId: me },
  anothers: { state: 'assigned', agentId: other, lastAgentId: me },
  queued: { state: 'queued', agentId: null, lastAgentId: me },
  closed_own: { state: 'closed', agentId: null, lastAgentId: me },
  closed: { state: 'closed', agentId: null, lastAgentId: other },
};

/** SPEC section 5's table written down a second time: with chats:all, and without it. */
const withAll: Record<ChatRelation, ChatAction[]> = {
  own: ['reply', 'close', 'transfer_to_others'],
  anothers: ['transfer_to_me', 'transfer_to_others'],
  queued: ['close', 'transfer_to_me', 'transfer_to_others'],
  closed_own: ['reopen'],
  closed: ['reopen'],
};
const without: Record<ChatRelation, ChatAction[] | 'unseen'> = {
  own: ['reply', 'close', 'transfer_to_others'],
  anothers: 'unseen',
  queued: ['transfer_to_me'],
  closed_own: ['reopen'],
  closed: 'unseen',
};

const relations = Object.keys(chats) as ChatRelation[];
const readers = standings.flatMap((standing) =>
  [true, false]
    // The owner's chats:all cannot be taken away.
    .filter((all) => all || standing !== 'owner')
    .map((all) => {
      const user =
        standing === 'advanced_agent'
          ? { role: 'agent' as const, advanced: true }
          : { role: standing, advanced: false };
      const roles = all && standing !== 'owner' ? [standing] : [];
      const reader: ChatReader = {
        userId: me,
        permissions: permissionsOf({ ...user, chatAccess: { roles } }),
      };
      return { name: `${standing} ${all ? 'with' : 'without'} chats:all`, all, reader };
    }),
);

describe.each(readers)('$name', ({ all, reader }) => {
  describe.each(relations)('a chat that is %s', (relation) => {
    const chat = chats[relation];
    const expected = all ? withAll[relation] : without[relation];

    it('is read or not there', () => {
      expect(canReadChat(reader, chat)).toBe(expected !== 'unseen');
    });

    it('has the buttons of the table', () => {
      expect(chatActions(reader, chat)).toEqual(expected === 'unseen' ? [] : expected);
    });

    it.each(chatActionNames)('%s is allowed or refused for a reason', (action) => {
      const refusal = chatRefusal(reader, chat, action);
      if (expected === 'unseen') expect(refusal).toBe('unseen');
      else if (expected.includes(action)) expect(refusal).toBeUndefined();
      else if (action === 'reopen') expect(refusal).toBe('not_closed');
      else expect(refusal).toBe(chat.state === 'closed' ? 'closed' : 'denied');
    });
  });
});

describe('an API key with chats:read', () => {
  it.each(relations)('reads a chat that is %s and does nothing', (relation) => {
    expect(canReadChat(keyReader, chats[relation])).toBe(true);
    expect(chatActions(keyReader, chats[relation])).toEqual([]);
    for (const action of chatActionNames)
      expect(chatRefusal(keyReader, chats[relation], action)).toBe('denied');
  });
});

it('a chat that had no agent is own to no reader', () => {
  const orphan: PolicyChat = { state: 'closed', agentId: null, lastAgentId: null };
  expect(canReadChat({ userId: null, permissions: new Set(['chats:handle']) }, orphan)).toBe(false);
  expect(canReadChat({ userId: me, permissions: new Set(['chats:handle']) }, orphan)).toBe(false);
});

it('without chats:handle no chat exists, not even the own one', () => {
  const nobody: ChatReader = { userId: me, permissions: new Set(['chats:all']) };
  for (const relation of relations) expect(chatActions(nobody, chats[relation])).toEqual([]);
  expect(canReadChat(nobody, chats.own)).toBe(false);
});
