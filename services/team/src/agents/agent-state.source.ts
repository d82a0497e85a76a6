import { Injectable } from '@nestjs/common';
import { agentsTopic } from '@switchboard/contracts';
import type { StateSource } from '@switchboard/messaging';
import { decodeCursor, encodeCursor, type Transaction } from '@switchboard/persistence';
import { MoreThan, type FindOptionsWhere } from 'typeorm';
import { AgentAnnouncement } from './agent-announcement.js';
import { Agent } from './agent.entity.js';

/** Every agent of every shop, for publishing them again. */
@Injectable()
export class AgentStateSource implements StateSource {
  readonly topic = agentsTopic.name;

  constructor(private readonly announcement: AgentAnnouncement) {}

  async appendPage(tx: Transaction, after: string | undefined, limit: number): Promise<string | undefined> {
    const agents = await tx.manager.getRepository(Agent).find({
      where: after === undefined ? {} : behind(after),
      order: { shopId: 'asc', userId: 'asc' },
      take: limit,
      lock: { mode: 'pessimistic_write' },
    });
    await this.announcement.publish(tx, agents);
    const last = agents.at(-1);
    return last && agents.length === limit ? encodeCursor([last.shopId, last.userId]) : undefined;
  }
}

function behind(after: string): FindOptionsWhere<Agent>[] {
  const [shopId, userId] = decodeCursor(after, 2) as [string, string];
  return [{ shopId, userId: MoreThan(userId) }, { shopId: MoreThan(shopId) }];
}
