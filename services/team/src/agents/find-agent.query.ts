import { Injectable } from '@nestjs/common';
import { problem } from '@switchboard/http';
import { Database, statement } from '@switchboard/persistence';
import { LearnFromIdentity } from '../membership/learn-from-identity.js';
import type { AgentDto } from './agent.dto.js';
import type { AgentKey } from './agent.entity.js';
import { selectAgents, toAgentDto, type AgentRow } from './agent-rows.js';

const findAgent = statement('agents_find', `${selectAgents} and a.user_id = $3`);

/** One agent of a shop; deleted members and those who lost the shop are not there. */
@Injectable()
export class FindAgent {
  constructor(
    private readonly database: Database,
    private readonly learn: LearnFromIdentity,
  ) {}

  /** Throws `not_found`; an agent who is not known here yet is looked up at identity first. */
  async require(key: AgentKey): Promise<AgentDto> {
    const known = await this.read(key);
    if (known) return known;
    await this.learn.agent(key);
    const learned = await this.read(key);
    if (!learned) throw problem('not_found');
    return learned;
  }

  private async read({ accountId, shopId, userId }: AgentKey): Promise<AgentDto | undefined> {
    const [row] = await this.database.query<AgentRow>(findAgent, [accountId, shopId, userId]);
    return row && toAgentDto(row);
  }
}
