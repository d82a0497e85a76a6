import { Injectable } from '@nestjs/common';
import type { PageQuery } from '@switchboard/http';
import { Database, decodeCursor, statement, toPage, type Page } from '@switchboard/persistence';
import type { AssignmentDto, ComparedDto } from './assignment.dto.js';
import { unnamedAgent } from './chat-row.js';
import { maxInteger } from '../db/max-integer.js';

/** As the choice wrote it down. */
interface Compared {
  by?: string;
  candidates?: Array<[id: string, open: number, capacity: number, score: number]>;
  ready?: number;
  full?: number;
  inactive?: number;
  notAccepting?: number;
  offline?: number;
  heldBefore?: number;
}

interface AssignmentRow {
  id: string;
  version: number;
  at: Date;
  kind: string;
  actor: AssignmentDto['actor'];
  from_agent_id: string | null;
  agent_id: string | null;
  mode: string | null;
  open_count: number | null;
  capacity: number | null;
  score: number | null;
  position: number | null;
  compared: Compared | null;
  nicknames: Record<string, string | null> | null;
}

const ofChat = statement(
  'assignments-of-chat',
  `select a.id, a.version, a.at, a.kind, a.actor, a.from_agent_id, a.agent_id, a.mode, a.open_count, a.capacity,
     a.score, a.position, coalesce(a.compared, first.compared) as compared, named.nicknames
   from assignment a
   left join assignment first on first.chat_id = a.compared_chat_id and first.version = a.compared_version
   left join lateral (
     select jsonb_object_agg(agent.id, agent.nickname) as nicknames from agent
     where agent.shop_id = a.shop_id and agent.id in (
       select (candidate ->> 0)::uuid
       from jsonb_array_elements(coalesce(a.compared, first.compared) -> 'candidates') candidate)
   ) named on true
   where a.shop_id = $1 and a.chat_id = $2 and a.version < $3 order by a.version desc limit $4`,
);

/** Every decision about a chat can be explained afterwards. Whether the caller may read it is decided before. */
@Injectable()
export class ListAssignments {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  async run(shopId: string, chatId: string, { cursor, limit }: PageQuery): Promise<Page<AssignmentDto>> {
    const before = cursor === undefined ? maxInteger : Number(decodeCursor(cursor, 1)[0]);
    const rows = await this.database.query<AssignmentRow>(ofChat, [shopId, chatId, before, limit + 1]);
    return toPage(rows, limit, (row) => [row.version], toAssignment);
  }
}

function toAssignment(row: AssignmentRow): AssignmentDto {
  return {
    id: row.id,
    version: row.version,
    at: row.at.toISOString(),
    kind: row.kind,
    actor: row.actor,
    fromAgentId: row.from_agent_id,
    agentId: row.agent_id,
    mode: row.mode,
    open: row.open_count,
    capacity: row.capacity,
    score: row.score,
    position: row.position,
    compared: row.compared && toCompared(row.compared, row.nicknames ?? {}),
  };
}

function toCompared(compared: Compared, nicknames: Record<string, string | null>): ComparedDto {
  return {
    by: compared.by ?? 'redis',
    candidates: (compared.candidates ?? []).map(([id, open, capacity, score]) => ({
      id,
      nickname: nicknames[id] ?? unnamedAgent,
      open,
      capacity,
      score,
    })),
    eligible: compared.ready ?? 0,
    notEligible: {
      full: compared.full ?? 0,
      inactive: compared.inactive ?? 0,
      notAccepting: compared.notAccepting ?? 0,
      offline: compared.offline ?? 0,
      heldBefore: compared.heldBefore ?? 0,
    },
  };
}
