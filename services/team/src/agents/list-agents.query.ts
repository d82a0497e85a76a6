import { Injectable } from '@nestjs/common';
import { Database, decodeCursor, statement, toPage, type Page } from '@switchboard/persistence';
import type { AgentDto, AgentsQuery } from './agent.dto.js';
import { selectAgents, toAgentDto, type AgentRow } from './agent-rows.js';

const listAgents = statement(
  'agents_list',
  `${selectAgents}
     and m.status = $3
     and ($4::text is null or position(lower($4) in lower(a.nickname)) > 0 or position(lower($4) in lower(p.email)) > 0)
     and ($5::text is null or (lower(a.nickname), a.user_id) > ($5, $6::uuid))
   order by lower(a.nickname), a.user_id
   limit $7`,
);

/** The team page: a shop's agents by nickname. */
@Injectable()
export class ListAgents {
  constructor(private readonly database: Database) {}

  async run(
    accountId: string,
    shopId: string,
    { q, status, cursor, limit }: AgentsQuery,
  ): Promise<Page<AgentDto>> {
    const [after, afterId] = cursor ? decodeCursor(cursor, 2) : [null, null];
    const wanted = q?.normalize('NFKC') ?? null;
    const values = [accountId, shopId, status, wanted, after, afterId, limit + 1];
    const rows = await this.database.query<AgentRow>(listAgents, values);
    return toPage(rows, limit, (row) => [row.sort_key, row.id], toAgentDto);
  }
}
