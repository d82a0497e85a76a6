import { Injectable } from '@nestjs/common';
import { agentProfileState } from '@switchboard/contracts';
import { event, Outbox } from '@switchboard/messaging';
import type { Queryable } from '@switchboard/persistence';
import type { Agent } from './agent.entity.js';

/** Publishes agents as they are now, in the transaction that changed them and under their rows' locks. */
@Injectable()
export class AgentAnnouncement {
  constructor(private readonly outbox: Outbox) {}

  async publish(tx: Queryable, agents: readonly Agent[]): Promise<void> {
    const states = agents.map((agent) => agent.toState());
    await this.outbox.append(
      tx,
      states.map((state) =>
        event(agentProfileState, state, { accountId: state.accountId, shopId: state.shopId }),
      ),
    );
  }
}
