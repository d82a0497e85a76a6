import { Injectable } from '@nestjs/common';
import { Outbox } from '@switchboard/messaging';
import type { Statement, Transaction } from '@switchboard/persistence';
import type { AgentState } from '../assignment/agent-state.js';
import { CapacityChanges } from '../assignment/capacity-changes.js';

/** What a function that changes chats answers; `states` are the agents it locked, as they are now. */
export interface ChangeAnswer {
  outcome: string;
  version?: number;
  shop?: string;
  states?: AgentState[];
  /** Chats that the change put into the queue. */
  queued?: number;
  /** Item by item, where several chats were named: chat, outcome, version. */
  items?: Array<[chatId: string, outcome: string, version: number | null]>;
  /** Open chats that the giver still has, where all were to go. */
  remaining?: number;
}

/** Calls the SQL functions that change chats and does what must follow their commit. */
@Injectable()
export class ChatChanges {
  constructor(
    private readonly capacity: CapacityChanges,
    private readonly outbox: Outbox,
  ) {}

  /** After the commit Redis gets the agents’ states and the relay is woken for the events. */
  async call(tx: Transaction, change: Statement, params: readonly unknown[]): Promise<ChangeAnswer> {
    const [row] = await tx.query<{ answer: ChangeAnswer }>(change, params);
    const answer = row!.answer;
    const { shop, states = [], queued = 0 } = answer;
    tx.afterCommit(async () => {
      this.outbox.committed();
      if (shop !== undefined) await this.capacity.follow({ shop, states, queued });
    });
    return answer;
  }
}
