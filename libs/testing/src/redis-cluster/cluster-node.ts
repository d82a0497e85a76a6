import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Redis } from 'ioredis';
import { FaultProxy } from '../fault-proxy.js';
import { until } from '../until.js';

/** The cluster's own port is this much higher, and has to be a port as well. */
const busPortAbove = 10_000;
/** Both below the ports that systems give out by themselves: a node that is gone finds them free when it comes back. */
const somePort = () => 10_000 + Math.floor(Math.random() * 12_000);

/** The server ends with its input: also when the process that started it is gone. */
const guarded = '"$0" "$@" & server=$!; read _; kill -9 $server; wait $server';

/** One server of a test's cluster. Its proxy's address is announced to clients. */
export class ClusterNode {
  private process?: ChildProcess;

  private constructor(
    readonly port: number,
    readonly proxy: FaultProxy,
    /** For orders to this server alone. */
    readonly client: Redis,
    private readonly command: string,
    private readonly parent: string,
  ) {}

  /** Starts a server without any slot on a port that is free. */
  static async start(command: string, parent: string): Promise<ClusterNode> {
    for (let tries = 0; ; tries++) {
      const port = somePort();
      const proxy = await FaultProxy.to('127.0.0.1', port);
      const client = new Redis(port, '127.0.0.1', {
        lazyConnect: true,
        maxRetriesPerRequest: null,
        retryStrategy: () => 20,
      });
      client.on('error', () => undefined);
      const node = new ClusterNode(port, proxy, client, command, parent);
      if (await node.run()) return node;
      await node.close();
      if (tries === 20) throw new Error(`${command} does not start as a cluster's node`);
    }
  }

  /** As clients know it. */
  get address(): string {
    return `127.0.0.1:${this.proxy.port}`;
  }

  /** Ends the server at once; what it held is gone. */
  async kill(): Promise<void> {
    const process = this.process;
    this.process = undefined;
    if (!process || process.exitCode !== null) return;
    const gone = new Promise((resolve) => process.once('exit', resolve));
    process.stdin!.end();
    await gone;
  }

  /** The same node, as a new process without data. */
  async restart(): Promise<void> {
    await this.kill();
    if (!(await this.run())) throw new Error(`the node on port ${this.port} does not come back`);
    await until(() => this.knows('cluster_state:ok'), { describe: 'the node back in its cluster' });
  }

  /** Whether CLUSTER INFO says all of this. */
  async knows(...lines: string[]): Promise<boolean> {
    const said = (await this.client.cluster('INFO')) as unknown as string;
    return lines.every((line) => said.split('\r\n').includes(line));
  }

  async id(): Promise<string> {
    return (await this.client.call('CLUSTER', 'MYID')) as string;
  }

  async close(): Promise<void> {
    this.client.disconnect();
    await this.kill();
    await this.proxy.close();
  }

  private async run(): Promise<boolean> {
    const folder = join(this.parent, String(this.port));
    mkdirSync(folder, { recursive: true });
    const settings = {
      port: this.port, bind: '127.0.0.1', dir: folder, save: '', appendonly: 'no', 'cluster-enabled': 'yes',
      'cluster-node-timeout': 1_500, 'cluster-require-full-coverage': 'no', 'cluster-announce-ip': '127.0.0.1',
      'cluster-announce-port': this.proxy.port, 'cluster-announce-bus-port': this.port + busPortAbove,
      'maxmemory-policy': 'noeviction', 'repl-diskless-sync': 'yes', 'repl-diskless-sync-delay': 0,
    }; // prettier-ignore
    const args = Object.entries(settings).flatMap(([key, value]) => [`--${key}`, String(value)]);
    const child = spawn('sh', ['-c', `${guarded} 2>/dev/null`, this.command, ...args], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.process = child;
    let answers = false;
    // One that neither answers nor ends is given up like one that ended: another port may do.
    await until(
      async () => {
        answers = await this.answers();
        return answers || child.exitCode !== null;
      },
      { timeoutMs: 5_000 },
    ).catch(() => undefined);
    return answers;
  }

  /** By its folder: on this port another server may answer. A connection of its own, as the usual one tries for ever. */
  private async answers(): Promise<boolean> {
    const probe = new Redis(this.port, '127.0.0.1', { lazyConnect: true, retryStrategy: null });
    probe.on('error', () => undefined);
    const answer = await probe
      .connect()
      .then(() => probe.config('GET', 'dir'))
      .catch(() => undefined);
    probe.disconnect();
    return String((answer as string[] | undefined)?.[1]).endsWith(
      join(basename(this.parent), String(this.port)),
    );
  }
}
