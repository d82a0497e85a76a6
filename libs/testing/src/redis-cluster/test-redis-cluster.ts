import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster, type Redis } from 'ioredis';
import type { FaultMode } from '../fault-proxy.js';
import { until } from '../until.js';
import { ClusterNode } from './cluster-node.js';
import type { RedisLine, TestRedis } from '../redis-line.js';

const slotCount = 16_384;
const masters = 3;

/** Where the stack finds its own server: on the PATH, else in what Maven fetches. */
async function redisServer(): Promise<string> {
  const stack = new URL('../../../../deploy/local/infrastructure/redis.mjs', import.meta.url).href;
  const { redisServer } = (await import(stack)) as { redisServer: () => Promise<string> };
  return redisServer();
}

/**
 * A Redis Cluster of its own for one test file: three masters on this machine, and a replica where one is wanted.
 * A node that is gone takes only its own slots with it.
 */
export class TestRedisCluster implements TestRedis {
  private constructor(
    readonly nodes: readonly ClusterNode[],
    readonly client: Redis,
    private readonly cluster: Cluster,
    private readonly folder: string,
  ) {}

  static async start({ replica = false } = {}): Promise<TestRedisCluster> {
    const command = await redisServer();
    const folder = mkdtempSync(join(tmpdir(), 'switchboard-redis-cluster-'));
    const count = masters + (replica ? 1 : 0);
    const nodes = await Promise.all(Array.from({ length: count }, () => ClusterNode.start(command, folder)));
    await formCluster(nodes);
    if (replica) await replicate(nodes[0]!, nodes.at(-1)!);
    const cluster = new Cluster(nodes.map(({ port }) => ({ host: '127.0.0.1', port })), {
      // Past the proxies: what the test itself does must not fail.
      natMap: Object.fromEntries(nodes.map(({ address, port }) => [address, { host: '127.0.0.1', port }])),
    }); // prettier-ignore
    cluster.on('error', () => undefined);
    return new TestRedisCluster(nodes, meaningAll(cluster, nodes), cluster, folder);
  }

  get url(): string {
    return `redis-cluster://${this.nodes.map(({ address }) => address).join()}`;
  }

  get masters(): ClusterNode[] {
    return this.nodes.slice(0, masters);
  }

  get replica(): ClusterNode {
    return this.nodes[masters]!;
  }

  /** The proxies are always in between; this is how to make them fail, all at once. */
  async throughProxy(): Promise<RedisLine> {
    const proxies = this.nodes.map(({ proxy }) => proxy);
    return {
      url: this.url,
      get mode() {
        return proxies[0]!.mode;
      },
      set mode(mode: FaultMode) {
        for (const proxy of proxies) proxy.mode = mode;
      },
      cut: () => proxies.forEach((proxy) => proxy.cut()),
      close: async () => undefined,
    };
  }

  /** The server that owns a key, as it sees that itself. */
  async ownerOf(key: string): Promise<ClusterNode> {
    const slot = await this.slotOf(key);
    for (const node of this.nodes) {
      const slots = (await node.client.cluster('SLOTS')) as [number, number, ...unknown[]][];
      const [, , owner] = slots.find(([from, to]) => from <= slot && slot <= to)!;
      if ((owner as [string, number])[1] === node.proxy.port) return node;
    }
    throw new Error(`no node owns the slot ${slot}`);
  }

  slotOf(key: string): Promise<number> {
    return this.nodes[0]!.client.cluster('KEYSLOT', key);
  }

  /** Moves the slot of a key to another master as `redis-cli --cluster reshard` does; `half`: leaves it on its way. */
  async moveSlot(key: string, to: ClusterNode, { half = false } = {}): Promise<void> {
    const from = await this.ownerOf(key);
    const slot = await this.slotOf(key);
    const [fromId, toId] = [await from.id(), await to.id()];
    await to.client.cluster('SETSLOT', slot, 'IMPORTING', fromId);
    await from.client.cluster('SETSLOT', slot, 'MIGRATING', toId);
    const keys = (await from.client.cluster('GETKEYSINSLOT', slot, 1_000)) as string[];
    const moving = half ? keys.slice(0, Math.ceil(keys.length / 2)) : keys;
    for (const name of moving) await from.client.migrate('127.0.0.1', to.port, name, 0, 5_000);
    if (half) return;
    for (const node of [to, ...this.masters.filter((other) => other !== to)])
      await node.client.cluster('SETSLOT', slot, 'NODE', toId);
  }

  async close(): Promise<void> {
    this.cluster.disconnect();
    await Promise.all(this.nodes.map((node) => node.close()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The cluster's client as if it were one server: what is about all keys or scripts goes to every master. */
function meaningAll(cluster: Cluster, nodes: readonly ClusterNode[]): Redis {
  const everywhere =
    <Args extends unknown[], Answer>(order: (node: ClusterNode, ...args: Args) => Promise<Answer>) =>
    async (...args: Args): Promise<Answer | undefined> => {
      const answers = await Promise.all(nodes.slice(0, masters).map((node) => order(node, ...args)));
      return Array.isArray(answers[0]) ? (answers.flat() as Answer) : answers[0];
    };
  return Object.assign(cluster as unknown as Redis, {
    flushdb: everywhere((node) => node.client.flushdb()),
    keys: everywhere((node, pattern: string) => node.client.keys(pattern)),
    script: everywhere((node, order: 'FLUSH') => node.client.script(order)),
  });
}

/** Makes one cluster of them, the slots divided among the first three. */
async function formCluster(nodes: readonly ClusterNode[]): Promise<void> {
  await Promise.all(
    nodes.map(async ({ client }, nth) => {
      await client.call('CLUSTER', 'SET-CONFIG-EPOCH', nth + 1);
      if (nth >= masters) return;
      const from = Math.ceil((slotCount * nth) / masters);
      const to = Math.ceil((slotCount * (nth + 1)) / masters);
      const own = Array.from({ length: to - from }, (_, at) => from + at);
      await client.call('CLUSTER', 'ADDSLOTS', ...own);
    }),
  );
  for (const { port } of nodes.slice(1)) await nodes[0]!.client.call('CLUSTER', 'MEET', '127.0.0.1', port);
  const complete = [
    'cluster_state:ok',
    `cluster_slots_ok:${slotCount}`,
    `cluster_known_nodes:${nodes.length}`,
  ];
  await until(async () => (await Promise.all(nodes.map((node) => node.knows(...complete)))).every(Boolean), {
    timeoutMs: 20_000,
    describe: 'the cluster to be complete',
  });
}

async function replicate(master: ClusterNode, replica: ClusterNode): Promise<void> {
  await replica.client.call('CLUSTER', 'REPLICATE', await master.id());
  await until(async () => /master_link_status:up/.test(await replica.client.info('replication')), {
    timeoutMs: 20_000,
    describe: 'the replica to follow its master',
  });
}
