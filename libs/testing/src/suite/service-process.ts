import { until } from '../until.js';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** The services of the suite. */
export type ServiceName = 'identity' | 'team' | 'routing' | 'translation';

/** As the local stack and the service image start it: a small young generation. */
const nodeOptions = ['--max-semi-space-size=4', '--disable-warning=TimeoutNegativeWarning'];

const repository = new URL('../../../../', import.meta.url);
/** Enough for a whole run at `debug`; a service that writes without end does not take the test down with it. */
const keptLog = 64 * 1024 * 1024;

/** Below the ephemeral ports: no other process is given one while this one restarts. */
const [lowestPort, portCount] = [10_000, 10_000];
const givenPorts = new Set<number>();

/** A free port that this process was not given before. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowestPort + randomInt(portCount);
    if (givenPorts.has(port)) continue;
    givenPorts.add(port);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** One service as a process, as an operator runs it. */
export class ServiceProcess {
  private child?: ChildProcess;
  private output = '';

  constructor(
    readonly name: ServiceName,
    readonly port: number,
    private readonly variables: Record<string, string>,
    /** For Node, behind the usual ones. */
    private readonly nodeArguments: readonly string[] = [],
    /** Seen from the service's folder; with `runSource` among Node's arguments it may be `src/main.ts`. */
    private readonly program = 'dist/main.js',
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** What it has written to its log so far. */
  get log(): string {
    return this.output;
  }

  /** Runs one of its operator commands to the end. */
  async operator(words: string[], variables: Record<string, string> = {}): Promise<string> {
    const child = this.spawn(['dist/operator/main.js', ...words], variables);
    let text = '';
    child.stdout!.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr!.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const [code] = (await once(child, 'exit')) as [number];
    if (code !== 0) throw new Error(`${this.name} ${words.join(' ')} ended with ${code}: ${text}`);
    return text;
  }

  /** Starts it; `ready` waits until it may take traffic. */
  start(): void {
    this.child = this.spawn([...this.nodeArguments, this.program], {
      PORT: String(this.port),
      HOST: '127.0.0.1',
    });
    const collect = (chunk: Buffer) => (this.output = (this.output + chunk.toString()).slice(-keptLog));
    this.child.stdout!.on('data', collect);
    this.child.stderr!.on('data', collect);
  }

  async ready(timeoutMs = 180_000): Promise<void> {
    const child = this.child;
    let reason = 'no answer';
    const up = until(
      async () => {
        if (child?.exitCode !== null) return 'ended';
        const answer = await fetch(`${this.url}/health/ready`);
        reason = await answer.text();
        return answer.ok && 'ready';
      },
      { timeoutMs, describe: `${this.name} to be ready` },
    );
    const outcome = await up.catch(() => 'late');
    if (outcome !== 'ready') {
      throw new Error(`${this.name} is ${outcome}: ${reason}\n${this.output.slice(-2_000)}`);
    }
  }

  /** Ends it; resolves when the process is gone. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  private spawn(args: string[], variables: Record<string, string>): ChildProcess {
    const { PATH, HOME } = process.env;
    return spawn(process.execPath, [...nodeOptions, ...args], {
      cwd: new URL(`services/${this.name}/`, repository),
      env: { PATH, HOME, LOG_LEVEL: 'warn', ...this.variables, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }
}
