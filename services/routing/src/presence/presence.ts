import { Injectable, Logger } from '@nestjs/common';
import { RepeatingJobs } from '@switchboard/chassis';
import { AgentLoads } from './agent-loads.js';
import { agentOf, forShops, leaseOf, PresenceLeases } from './presence-leases.js';

/** One open stream of an agent. */
export interface PresentConnection {
  id: string;
  agentId: string;
  shopIds: readonly string[];
}

/** Keeps the leases of this process's connections: an open stream is what makes an agent online. */
@Injectable()
export class Presence {
  private readonly logger = new Logger(Presence.name);
  private readonly members = new Map<string, Set<string>>();
  /** Shops whose last renewal got no answer: their agents may have been marked offline meanwhile. */
  private readonly unheard = new Set<string>();

  constructor(
    private readonly leases: PresenceLeases,
    private readonly loads: AgentLoads,
    jobs: RepeatingJobs,
  ) {
    jobs.add({ name: 'presence leases', everyMs: leases.validMs / 3, run: () => this.renewAll() });
  }

  /** An agent has come. */
  async opened({ id, agentId, shopIds }: PresentConnection): Promise<void> {
    for (const shopId of shopIds) {
      const members = this.members.get(shopId) ?? new Set();
      this.members.set(shopId, members.add(leaseOf(agentId, id)));
    }
    await this.renewAt(shopIds, leaseOf(agentId, id));
  }

  /** A stream closed: its lease runs from now on, so that a reconnect (or a deploy) is no absence. */
  async closed({ id, agentId, shopIds }: PresentConnection): Promise<void> {
    for (const shopId of shopIds) {
      const members = this.members.get(shopId);
      members?.delete(leaseOf(agentId, id));
      if (members?.size !== 0) continue;
      this.members.delete(shopId);
      this.unheard.delete(shopId);
    }
    await this.renewAt(shopIds, leaseOf(agentId, id));
  }

  private renewAt(shopIds: readonly string[], member: string): Promise<void> {
    return forShops(shopIds, async (shopId) => void (await this.renew(shopId, [member])));
  }

  private renewAll(): Promise<void> {
    return forShops([...this.members], async ([shopId, present]) => {
      const members = [...present];
      if (!(await this.renew(shopId, members)) || !this.unheard.delete(shopId)) return;
      this.loads.mark(shopId, members.map(agentOf));
    });
  }

  /** Marks the agents who connected, once their lease is stored: earlier no reader would see them online. */
  private async renew(shopId: string, members: readonly string[]): Promise<boolean> {
    try {
      this.loads.mark(shopId, await this.leases.renew(shopId, members));
      return true;
    } catch (error) {
      if (this.members.has(shopId)) this.unheard.add(shopId);
      this.logger.debug({ err: error }, 'leases could not be renewed; retrying');
      return false;
    }
  }
}
