import { newAgent } from './new-agent.js';

const number = () => 4711;

describe('a new agent', () => {
  it.each([
    ['owner', true],
    ['admin', false],
    ['agent', true],
  ] as const)('%s accepts chats: %s', (role, acceptChats) => {
    expect(newAgent({ displayName: 'Kim Lee', role }, number)).toEqual({
      nickname: 'Kim Lee',
      maxCapacity: 200,
      acceptChats,
    });
  });

  it.each(['Official Support', 'a\u200bb', 'x'.repeat(41)])('is not called %j', (displayName) => {
    expect(newAgent({ displayName, role: 'agent' }, number).nickname).toBe('Agent 4711');
  });

  it('has four digits where it has no name', () => {
    for (let times = 0; times < 200; times++) {
      expect(newAgent({ displayName: '', role: 'agent' }).nickname).toMatch(/^Agent \d{4}$/);
    }
  });
});
