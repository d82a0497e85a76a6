import { countWrongAnswers, type ChatRow, type Holder } from './wrong-answers.js';

const holders: Holder[] = [
  { shopId: 's', id: 'ann', capacity: 2, held: 1 },
  { shopId: 's', id: 'bob', capacity: 2, held: 1 },
];
const chat = (id: string, changes: Partial<ChatRow> = {}): ChatRow => ({
  id,
  shopId: 's',
  agentId: 'ann',
  arrival: Number(id),
  state: 'assigned',
  assignedAt: Number(id) * 1_000,
  closedAt: null,
  assignments: 1,
  ...changes,
});
const waiting = { agentId: null, state: 'queued', assignedAt: null, assignments: 0 } as const;
const count = (chats: ChatRow[], stored: [string, number][] = []) =>
  countWrongAnswers(chats, holders, new Map(stored));

describe('wrong answers', () => {
  it('are none where all went well', () => {
    expect(count([chat('1'), chat('2', { agentId: 'bob' })])).toEqual({
      overCapacity: 0,
      doubled: 0,
      spread: 0,
      overtaken: 0,
      stranded: 0,
    });
  });

  it('over capacity: counts each assignment that found its agent full', () => {
    expect(count([chat('1'), chat('2'), chat('3')]).overCapacity).toBe(2);
  });

  it('over capacity: a close frees the place from then on, not before', () => {
    const closed = (closedAt: number) => chat('1', { state: 'closed', closedAt });
    expect(count([closed(1_500), chat('2')]).overCapacity).toBe(0);
    expect(count([closed(2_000), chat('2')]).overCapacity).toBe(0);
    expect(count([closed(2_500), chat('2')]).overCapacity).toBe(1);
  });

  it('doubled: a chat that was given away twice', () => {
    expect(count([chat('1', { assignments: 2 })]).doubled).toBe(1);
  });

  it("spread: the lead over the least busy one's share, in chats", () => {
    expect(count([chat('1')]).spread).toBe(1);
    const unequal = [holders[0]!, { ...holders[1]!, capacity: 4, held: 0 }];
    expect(countWrongAnswers([chat('1')], unequal, new Map()).spread).toBe(2);
    expect(count([chat('1', { state: 'closed', closedAt: 2_000 })]).spread).toBeNull();
  });

  it('overtaken: it was known to wait when a younger one was given away', () => {
    const older = chat('1', { assignedAt: 5_000 });
    const younger = chat('2', { agentId: 'bob', assignedAt: 3_000 });
    expect(count([older, younger], [['1', 1_000]]).overtaken).toBe(1);
    expect(count([chat('1', waiting), younger], [['1', 1_000]]).overtaken).toBe(1);
    expect(count([older, younger], [['1', 2_990]]).overtaken).toBe(0);
    expect(count([older, younger]).overtaken).toBe(0);
    expect(count([older, { ...younger, shopId: 'another' }], [['1', 1_000]]).overtaken).toBe(0);
  });

  it('stranded: it waits though somebody of its shop is free', () => {
    expect(count([chat('1', waiting)]).stranded).toBe(1);
    expect(count([chat('1'), chat('2', { agentId: 'bob' }), chat('3', waiting)]).stranded).toBe(0);
  });
});
