import type { Outbox } from '@switchboard/messaging';
import type { Statement, TransactionRunner } from '@switchboard/persistence';
import type { CapacityChanges } from '../assignment/capacity-changes.js';
import type { PresenceLeases } from './presence-leases.js';
import { PublishLoads, type MarkedAgent } from './publish-loads.js';

describe('PublishLoads', () => {
  const transitions: unknown[][] = [];
  const row = (shopId: string, agentId: string, changes: object) => ({
    shopId, agentId, accountId: 'a', openChats: 1, online: true, version: 2, publishedAt: new Date(), wasOnline: true,
    takenFor: true, presenceUsed: true, same: true, ...changes,
  }); // prettier-ignore

  const publish = (
    rows: object[],
    remaining: PresenceLeases['remaining'] = async () => new Map<string, number>(),
    agents: MarkedAgent[] = [],
  ) => {
    transitions.length = 0;
    const tx = {
      query: async ({ name }: Statement, params: unknown[]) => {
        if (name === 'tell-loads') return rows;
        transitions.push(params);
        return [{ answer: {} }];
      },
      afterCommit: () => undefined,
    };
    return new PublishLoads(
      { run: (work: (open: typeof tx) => unknown) => work(tx) } as unknown as TransactionRunner,
      { remaining } as unknown as PresenceLeases,
      { append: async () => undefined } as unknown as Outbox,
      {} as CapacityChanges,
    ).run(agents);
  };

  it('locks agents shop by shop in the order of their ids, whatever was marked first', async () => {
    const came = { wasOnline: false, takenFor: false };
    await publish([row('c', '1', came), row('a', '2', came), row('b', '3', came), row('a', '1', came)]);
    expect(transitions).toEqual([
      ['a', ['2', '1'], []],
      ['b', ['3'], []],
      ['c', ['1'], []],
    ]);
  });

  it('puts right whom the engine takes for something else than was told, also where nothing new is told', async () => {
    const unchanged = { online: null, version: null, openChats: null };
    await publish([
      row('a', '1', { ...unchanged, takenFor: false }),
      row('a', '2', { ...unchanged, wasOnline: false }),
      row('a', '3', unchanged),
      row('a', '4', { takenFor: false }),
      row('a', '5', { takenFor: false, presenceUsed: false }),
    ]);
    expect(transitions).toEqual([['a', ['1', '4'], ['2']]]);
  });

  it('leaves for later what was published less than a second ago', async () => {
    const early = row('a', '1', {
      online: null,
      version: null,
      openChats: null,
      same: false,
      takenFor: false,
    });
    expect(await publish([early])).toEqual([{ shopId: 'a', agentId: '1' }]);
    expect(transitions).toEqual([]);
  });

  it('comes back to those of whom Redis did not say whether they are online', async () => {
    const agent = { shopId: 'a', agentId: '1' };
    const away = () => Promise.reject(new Error('away'));
    expect(await publish([row('a', '1', {})], away, [agent])).toEqual([{ ...agent, unread: true }]);
  });
});
