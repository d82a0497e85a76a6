import { Injectable } from '@nestjs/common';
import { isId, type PageQuery } from '@switchboard/http';
import {
  CursorError,
  Database,
  decodeCursor,
  statement,
  toPage,
  type CursorValue,
} from '@switchboard/persistence';
import { availability } from '../assignment/agent-state.js';
import { countedUpTo } from '../chats/count-chats.query.js';
import { ReadAgents, type AgentPlace, type AgentRow } from './read-agents.query.js';
import type { AgentWorkloadDto, TransferTargetDto, WorkloadPageDto } from './workload.dto.js';

const maxTargets = 100;

const queueOfShop = statement(
  'queue-of-shop',
  `select (${countedUpTo('queued')}) as length, first.waiting_since as oldest,
     coalesce(extract(epoch from switchboard_now() - first.waiting_since), 0)::float8 as wait
   from (select min(waiting_since) as waiting_since from chat where shop_id = $1 and state = 'queued') as first`,
);

/** Who has how much, and who could take more. */
@Injectable()
export class ReadWorkload {
  constructor(
    private readonly database: Database,
    private readonly agents: ReadAgents,
  ) {}

  /** A page of the shop's agents with their workload, and its queue. */
  async run(shopId: string, { cursor, limit }: PageQuery): Promise<WorkloadPageDto> {
    const after = cursor === undefined ? undefined : toPlace(decodeCursor(cursor, 2));
    const [agents, [queue]] = await Promise.all([
      this.agents.active(shopId, undefined, limit + 1, after),
      this.database.query<{ length: number; oldest: Date | null; wait: number }>(queueOfShop, [shopId]),
    ]);
    return {
      ...toPage(
        agents,
        limit,
        ({ row }) => [row.name, row.id],
        ({ row, view }): AgentWorkloadDto => {
          const { acceptChats: _, ...shown } = view;
          const reason = ineligibility(row);
          return { ...shown, workload: row.open_count / row.capacity, eligible: reason === null, reason };
        },
      ),
      queue: {
        length: queue!.length,
        oldestWaitingSince: queue!.oldest?.toISOString() ?? null,
        oldestWaitSeconds: Math.max(0, Math.round(queue!.wait)),
      },
    };
  }

  /** Whom chats can be given to. Article: transfer to others, "found by nickname". */
  async targets(shopId: string, q: string | undefined): Promise<TransferTargetDto[]> {
    const agents = await this.agents.active(shopId, q, maxTargets);
    return agents.map(({ row, view }) => ({ ...view, role: row.role ?? 'agent' }));
  }
}

/** What a cursor of this list holds; anything else was not made by it. */
function toPlace([name, id]: readonly CursorValue[]): AgentPlace {
  if (typeof name !== 'string' || typeof id !== 'string' || !isId(id)) throw new CursorError();
  return [name, id];
}

/** Why an agent gets nothing automatically, or null. */
function ineligibility(row: AgentRow): AgentWorkloadDto['reason'] {
  if (row.availability === availability.inactive) return 'inactive';
  if (row.member_version === 0 || row.profile_version === 0) return 'not_known_yet';
  if (row.availability === availability.notAccepting) return 'not_accepting';
  if (row.availability === availability.offline) return 'offline';
  return row.open_count >= row.capacity ? 'at_capacity' : null;
}
