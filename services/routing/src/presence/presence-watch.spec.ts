import { jest } from '@jest/globals';
import type { Database } from '@switchboard/persistence';
import type { RedisConnection } from '@switchboard/redis';
import type { AgentLoads } from './agent-loads.js';
import type { PresenceLeases } from './presence-leases.js';
import { PresenceWatch } from './presence-watch.js';

const grace = 30_000;

describe('PresenceWatch', () => {
  let now: number;
  let leases: Map<string, number>;
  let queries: string[];
  const marked: string[] = [];
  const expired: string[] = [];
  let instanceChanged: () => void;
  let watch: PresenceWatch;
  let look: jest.SpiedFunction<PresenceLeases['remaining']>;

  beforeEach(() => {
    now = 1_000_000;
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    leases = new Map([['ana', grace]]);
    queries = [];
    marked.length = expired.length = 0;
    const database = {
      query: async ({ name }: { name: string }) => {
        queries.push(name);
        return name === 'agents-told-online' ? [{ shopId: 's', agentIds: ['ana', 'bo'] }] : [{ shopId: 's' }];
      },
    };
    const readings = {
      validMs: grace,
      remaining: async () => new Map(leases),
      expire: async (_shopId: string, member: string) => void expired.push(member),
    } as unknown as PresenceLeases;
    look = jest.spyOn(readings, 'remaining');
    watch = new PresenceWatch(
      database as unknown as Database,
      readings,
      { mark: (_shopId: string, ids: string[]) => marked.push(...ids) } as unknown as AgentLoads,
      {
        onInstanceChange: (listener: () => void) => (instanceChanged = listener),
      } as unknown as RedisConnection,
    );
  });
  afterEach(() => jest.restoreAllMocks());

  const later = async (ms: number) => {
    now += ms;
    await watch.look([0]);
  };

  it('does not query a shop until the first of its agents may be gone', async () => {
    leases.set('bo', 20_000);
    await later(0);
    expect([queries.length, look.mock.calls.length]).toEqual([2, 1]);
    for (let second = 0; second < 9; second++) await later(1_000);
    expect([queries.length, look.mock.calls.length]).toEqual([2, 1]);
    // the list of shops is read again at a third of the grace
    await later(1_000);
    expect(queries.filter((name) => name === 'agents-told-online')).toHaveLength(1);
    leases.set('bo', -1);
    await later(10_000);
    expect(look).toHaveBeenCalledTimes(2);
    expect(marked).toEqual(['bo']);
  });

  it('goes on marking until the agent was published as offline', async () => {
    leases.set('bo', -1);
    await later(0);
    await later(1_000);
    expect(marked).toEqual(['bo', 'bo']);
  });

  it('gives an agent without any lease the time of one to show up again', async () => {
    await later(0);
    await later(grace - 1);
    expect([marked, expired]).toEqual([[], []]);
    await later(1);
    expect(expired).toEqual(['bo:gone']);
  });

  it('waits again from the start when another Redis answers', async () => {
    await later(0);
    await later(grace - 1);
    instanceChanged();
    await later(1);
    await later(grace - 1);
    expect(expired).toEqual([]);
    await later(1);
    expect(expired).toEqual(['bo:gone']);
  });

  it('looks after its own shops only', async () => {
    await watch.look([]);
    expect(queries).toEqual([]);
  });
});
