import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { ShutdownSequence } from '@switchboard/chassis';
import { Repeating } from '../assignment/repeating.js';
import { AgentLoads } from './agent-loads.js';
import { leaseOf, forShops, PresenceLeases } from './presence-leases.js';

/** One open stream of an agent. */
export interface PresentConnection {
  id: string;
  agentId: string;
  shopIds: readonly string[];
}

/** Keeps the leases of this process's connections: an open stream is what makes an agent online. */
@Injectable()
export class Presence implements OnApplicationBootstrap {
  private readonly logger = new Logger(Presence.name);
  private readonly members = new Map<string, Set<string>>();
  private readonly timer: Repeating;

  constructor(
    private readonly leases: PresenceLeases,
    private readonly loads: AgentLoads,
    shutdown: ShutdownSequence,
  ) {
    this.timer = new Repeating('presence leases', leases.validMs / 3, () => this.renewAll());
    shutdown.on('work', 'presence leases', () => this.timer.stop());
  }

  onApplicationBootstrap(): void {
    this.timer.start();
  }

  /** An agent has come. */
  async opened({ id, agentId, shopIds }: PresentConnection): Promise<void> {
    for (const shopId of shopIds) {
      const members = this.members.get(shopId) ?? new Set();
      this.members.set(shopId, members.add(leaseOf(agentId, id)));
      this.loads.mark(shopId, [agentId]);
    }
    await forShops(shopIds, (shopId) => this.renew(shopId, [leaseOf(agentId, id)]));
  }

  /** A stream closed: its lease runs from now on, so that a reconnect (or a deploy) is no absence. */
  async closed({ id, agentId, shopIds }: PresentConnection): Promise<void> {
    for (const shopId of shopIds) {
      const members = this.members.get(shopId);
      members?.delete(leaseOf(agentId, id));
      if (members?.size === 0) this.members.delete(shopId);
    }
    await forShops(shopIds, (shopId) => this.renew(shopId, [leaseOf(agentId, id)]));
  }

  private renewAll(): Promise<void> {
    return forShops([...this.members], ([shopId, members]) => this.renew(shopId, [...members]));
  }

  private async renew(shopId: string, members: readonly string[]): Promise<void> {
    try {
      await this.leases.renew(shopId, members);
    } catch (error) {
      this.logger.debug({ err: error }, 'leases could not be renewed; again soon');
    }
  }
}
