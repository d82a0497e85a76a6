import { until, type ServiceProcess } from '@switchboard/testing';
import type { Profiler as Inspector } from 'node:inspector';

type Profile = Inspector.Profile;

/** Asks V8 inside a running service for its processor profile, through Node's inspector (`--inspect=127.0.0.1:0`). */
export class Profiler {
  private number = 0;
  private readonly answers = new Map<number, (result: unknown) => void>();

  private constructor(private readonly socket: WebSocket) {
    socket.addEventListener('message', ({ data }) => {
      const { id, result } = JSON.parse(String(data)) as { id?: number; result?: unknown };
      if (id !== undefined) this.answers.get(id)?.(result);
    });
  }

  static async of(service: ServiceProcess): Promise<Profiler> {
    const url = await until(() => /Debugger listening on (ws:\S+)/.exec(service.log)?.[1], {
      describe: `the inspector of ${service.name}`,
    });
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve, { once: true });
      socket.addEventListener('error', reject, { once: true });
    });
    return new Profiler(socket);
  }

  async start(): Promise<void> {
    await this.ask('Profiler.enable');
    await this.ask('Profiler.setSamplingInterval', { interval: 500 });
    await this.ask('Profiler.start');
  }

  async stop(): Promise<Profile> {
    const { profile } = (await this.ask('Profiler.stop')) as { profile: Profile };
    this.socket.close();
    return profile;
  }

  private ask(method: string, params: object = {}): Promise<unknown> {
    const id = ++this.number;
    return new Promise((resolve) => {
      this.answers.set(id, resolve);
      this.socket.send(JSON.stringify({ id, method, params }));
    });
  }
}
