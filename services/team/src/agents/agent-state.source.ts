import { Injectable } from '@nestjs/common';
import { agentProfileState, agentsTopic } from '@switchboard/contracts';
import { Outbox, stateEvent, type StateSource } from '@switchboard/messaging';
import { decodeCursor, encodeCursor, type Transaction } from '@switchboard/persistence';
import { lockAgentsAfter } from './agent-record.js';

/** Every agent of every shop, for publishing them again. */
@Injectable()
export class AgentStateSource implements StateSource {
  readonly topic = agentsTopic.name;

  constructor(private readonly outbox: Outbox) {}

  async appendPage(tx: Transaction, after: string | undefined, limit: number): Promise<string | undefined> {
    const from = after === undefined ? [] : (decodeCursor(after, 2) as string[]);
    const agents = await lockAgentsAfter(tx, from, limit);
    const states = agents.map((agent) => stateEvent(agentProfileState, agent.toState()));
    await this.outbox.append(tx, states);
    const last = agents.at(-1);
    return last && agents.length === limit ? encodeCursor([last.shopId, last.userId]) : undefined;
  }
}
