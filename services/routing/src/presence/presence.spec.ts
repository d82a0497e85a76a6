import { Metrics, RepeatingJobs, ShutdownSequence } from '@switchboard/chassis';
import type { AgentLoads } from './agent-loads.js';
import type { PresenceLeases } from './presence-leases.js';
import { Presence } from './presence.js';

describe('Presence', () => {
  const happened: string[] = [];
  const shopIds = ['shop'];
  const ana = { id: 'connection', agentId: 'ana', shopIds };

  const presence = (renew: (members: readonly string[]) => Promise<string[]>) => {
    happened.length = 0;
    const leases = {
      validMs: 30_000,
      renew: (_shopId: string, members: readonly string[]) => renew(members),
    } as unknown as PresenceLeases;
    const loads = {
      mark: (_shopId: string, agents: string[]) => agents.forEach((agent) => happened.push(`mark ${agent}`)),
    } as unknown as AgentLoads;
    return new Presence(leases, loads, new RepeatingJobs(new ShutdownSequence(), new Metrics('test')));
  };

  it('marks who has come once the lease is there: before it they would not be found online', async () => {
    const now = presence(async () => {
      await Promise.resolve();
      happened.push('lease');
      return ['ana'];
    });
    await now.opened(ana);
    expect(happened).toEqual(['lease', 'mark ana']);
  });

  it('does not mark an agent whose lease was valid all the time', async () => {
    await presence(async () => []).opened(ana);
    expect(happened).toEqual([]);
  });
});
