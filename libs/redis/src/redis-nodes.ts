import { createHash } from 'node:crypto';
import { Cluster, type Redis } from 'ioredis';
import { hashSlot } from './hash-slot.js';
import type { RedisClient } from './redis-client.js';

/** A server process that owns keys: all of them, in a cluster those of its slots. */
export interface RedisNode {
  /** The connection to it. In a cluster it follows no redirection: a moved key is an error. */
  readonly client: Redis;
  /** Another one means that acknowledged writes of these keys may be gone. */
  readonly runId: string;
}

/** Which server processes hold the data, taken together. */
export interface RedisInstance {
  /** The run id; of a cluster, a digest of its masters' run ids. */
  runId: string;
  role: string;
}

const onlyNode = 'the only node';

/**
 * Who owns which key, and as which process. A node whose connection broke is unknown until it was asked again:
 * it may be another process by then.
 */
export class RedisNodes {
  private readonly known = new Map<string, RedisNode>();

  constructor(private readonly client: RedisClient) {
    if (client instanceof Cluster) {
      client.on('+node', (node: Redis) => node.on('close', () => this.forget(node)));
    } else client.on('close', () => this.forget(client));
  }

  /** The owner of a key; undefined while it is not known which process that is. */
  of(key: string): RedisNode | undefined {
    const address = this.client instanceof Cluster ? this.client.slots[hashSlot(key)]?.[0] : onlyNode;
    return address === undefined ? undefined : this.known.get(address);
  }

  /** Whether every owner of keys is known. */
  get complete(): boolean {
    const owners = this.owners();
    return owners.size > 0 && [...owners.keys()].every((address) => this.known.has(address));
  }

  /** Whether some owners of keys are known and some are not: a part of a cluster is gone. */
  get isPartlyKnown(): boolean {
    return this.known.size > 0 && !this.complete;
  }

  /** The connections of the owners. */
  get connections(): Redis[] {
    return [...this.owners().values()].filter((node) => node !== undefined);
  }

  /** Asks every owner which process it is; undefined when one of them does not answer. */
  async look(): Promise<RedisInstance | undefined> {
    const owners = [...this.owners()];
    const seen = await Promise.all(
      owners.map(async ([address, node]) => {
        const process = await this.ask(node);
        if (process?.role === 'master') this.known.set(address, { client: node!, runId: process.runId });
        else if (process) this.known.delete(address);
        return process;
      }),
    );
    for (const address of this.known.keys()) {
      if (!owners.some(([owner]) => owner === address)) this.known.delete(address);
    }
    const answered = seen.filter((process) => process !== undefined);
    if (seen.length === 0 || answered.length < seen.length) return undefined;
    const runIds = answered.map(({ runId }) => runId).sort();
    const roles = answered.map(({ role }) => role).sort();
    return {
      runId: runIds.length === 1 ? runIds[0]! : createHash('sha1').update(runIds.join()).digest('hex'),
      role: [...new Set(roles)].join('+'),
    };
  }

  /** Asks the cluster again where the slots are; `refresh` is emitted when that is known. */
  refreshOwners(): void {
    if (this.client instanceof Cluster && this.client.status === 'ready') this.client.refreshSlotsCache();
  }

  private async ask(node: Redis | undefined): Promise<RedisInstance | undefined> {
    try {
      const text = await node?.info();
      const read = (field: string) => new RegExp(`^${field}:(\\S+)`, 'm').exec(text ?? '')?.[1] ?? '';
      return node && { runId: read('run_id'), role: read('role') };
    } catch {
      return undefined;
    }
  }

  /** By address; without a connection where it was lost and not made again yet. */
  private owners(): Map<string, Redis | undefined> {
    if (!(this.client instanceof Cluster)) return new Map([[onlyNode, this.client]]);
    // While the client itself makes sure of the cluster it must find its nodes unused.
    if (this.client.status !== 'ready') return new Map();
    const connections = new Map(
      this.client.nodes('all').map((node) => [`${node.options.host}:${node.options.port}`, node]),
    );
    const addresses = new Set(this.client.slots.map((keepers) => keepers?.[0]));
    return new Map(
      [...addresses].flatMap((address) =>
        address === undefined ? [] : [[address, connections.get(address)] as const],
      ),
    );
  }

  private forget(node: Redis): void {
    for (const [address, { client }] of this.known) if (client === node) this.known.delete(address);
  }
}
