import type { Conversation } from '../wire/conversation.js';
import { WireProxy } from '../wire/wire-proxy.js';
import { Commands } from './commands.js';
import { Statements } from './statements.js';
import { Traffic } from './traffic.js';

/** Counts everything that is said to the stores by its ways. */
export class Counter {
  private readonly traffic = new Traffic();
  private watched = 0;
  private readonly proxies: WireProxy[] = [];

  /** PostgreSQL's URL by a counted way. */
  postgres(url: string): Promise<string> {
    return this.through(
      url,
      () =>
        new Statements(
          (executed) => this.traffic.statements.push(executed),
          () => this.watched > 0,
        ),
    );
  }

  /** Redis's URL by a counted way. */
  redis(url: string): Promise<string> {
    return this.through(url, () => new Commands((sent) => this.traffic.commands.push(sent)));
  }

  /** What passes while `work` runs. */
  async during(work: () => Promise<unknown>): Promise<Traffic> {
    const { statements, commands } = this.traffic;
    const from = { statements: statements.length, commands: commands.length, at: performance.now() };
    this.watched += 1;
    try {
      await work();
    } finally {
      this.watched -= 1;
    }
    return new Traffic(
      statements.slice(from.statements),
      commands.slice(from.commands),
      (performance.now() - from.at) / 1_000,
    );
  }

  async close(): Promise<void> {
    for (const proxy of this.proxies) await proxy.close();
  }

  private async through(url: string, read: () => Conversation): Promise<string> {
    const proxy = await WireProxy.to(new URL(url), read);
    this.proxies.push(proxy);
    return proxy.through(url);
  }
}
