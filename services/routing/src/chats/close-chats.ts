import { Injectable, Logger } from '@nestjs/common';
import { Batcher, type AfterFailure, type FailedCall } from '@switchboard/chassis';
import type { EventActor } from '@switchboard/contracts';
import { Outbox } from '@switchboard/messaging';
import { Database, isRetriable, isServerAway, statement } from '@switchboard/persistence';
import type { AgentState } from '../assignment/agent-state.js';
import { CapacityChanges } from '../assignment/capacity-changes.js';

/** A chat to close, in the state that its caller has seen. */
export interface ChatClose {
  shopId: string;
  chatId: string;
  version: number;
  /** The last message that the caller has read: a newer one of the customer wins over the close. */
  lastSeq: number;
  actor: EventActor;
  reason: string;
  /** Headers of its entry in the audit trail; none: no entry. */
  auditHeaders?: Record<string, string>;
}

/** What became of it: `done`, or why not and how the chat stands. */
export interface CloseAnswer {
  outcome: 'done' | 'not_found' | 'version_conflict' | 'chat_closed' | 'newer_message';
  version?: number;
}

/** What one of several answers; `place` counts from 1. */
type PlacedAnswer = [place: number, outcome: CloseAnswer['outcome'], version: number | null];

interface ClosesAnswer {
  items: PlacedAnswer[];
  shops: [shopId: string, states: AgentState[]][];
}

interface OneAnswer {
  outcome: CloseAnswer['outcome'];
  version?: number;
  states?: AgentState[];
}

/** For one the scalar form costs less. */
const sql = {
  one: statement('close_chat', 'select close_chat_v1($1, $2, $3, $4, $5::jsonb, $6, $7::jsonb) as answer'),
  several: statement('close_chats', 'select close_chats_v1($1) as answer'),
};

const maxAtOnce = 64;
/** As often as any transaction that loses against others. */
const maxTries = 4;

/**
 * Closes chats; those that are closed together share a call, as with arriving messages: where everybody is full, places
 * come free one close at a time, and each by itself would cost a commit, a wait for its agent's row, and a call to Redis.
 */
@Injectable()
export class CloseChats {
  private readonly logger = new Logger(CloseChats.name);
  private readonly calls = new Batcher<ChatClose, CloseAnswer>((batch) => this.run(batch), {
    // Who asks for the same chat again meanwhile finds it closed by the next call.
    keyOf: ({ chatId }) => chatId,
    limit: maxAtOnce,
    afterFailure,
  });

  constructor(
    private readonly database: Database,
    private readonly changes: CapacityChanges,
    private readonly outbox: Outbox,
  ) {}

  /** Answers after the commit, and after Redis knows of the free place. */
  close(close: ChatClose): Promise<CloseAnswer> {
    return this.calls.run(close);
  }

  private async run(batch: readonly ChatClose[]): Promise<Promise<CloseAnswer>[]> {
    const { items, shops } = await (batch.length === 1 ? this.one(batch[0]!) : this.several(batch));
    if (items.some(([, outcome]) => outcome === 'done')) this.outbox.committed();
    // Those of this call wait for Redis, the next call does not.
    const followed = this.follow(shops);
    const answers = new Map(
      items.map(([place, outcome, version]) => [
        place,
        version === null ? { outcome } : { outcome, version },
      ]),
    );
    return batch.map((_, at) => followed.then(() => answers.get(at + 1)!));
  }

  private async one({ shopId, chatId, version, lastSeq, actor, reason, auditHeaders }: ChatClose) {
    const [row] = await this.database.query<{ answer: OneAnswer }>(sql.one, [
      shopId, chatId, version, lastSeq, actor, reason, auditHeaders ?? null,
    ]); // prettier-ignore
    const { outcome, version: now = null, states = [] } = row!.answer;
    return { items: [[1, outcome, now]], shops: [[shopId, states]] } satisfies ClosesAnswer;
  }

  private async several(batch: readonly ChatClose[]): Promise<ClosesAnswer> {
    const rows = batch.map((close, at) => ({
      place: at + 1,
      shop_id: close.shopId,
      chat_id: close.chatId,
      version: close.version,
      last_seq: close.lastSeq,
      actor: close.actor,
      reason: close.reason,
      audit_headers: close.auditHeaders ?? null,
    }));
    const [row] = await this.database.query<{ answer: ClosesAnswer }>(sql.several, [JSON.stringify(rows)]);
    return row!.answer;
  }

  /** The chats are closed, whatever becomes of it: the relay tells Redis as well. */
  private async follow(shops: ClosesAnswer['shops']): Promise<void> {
    try {
      await this.changes.follow(shops.map(([shop, states]) => ({ shop, states, queued: 0 })));
    } catch (error) {
      this.logger.warn(
        { err: error },
        'closed chats could not be synced to Redis; the relay does it, the change stands',
      );
    }
  }
}

/**
 * One chat that cannot be closed must not keep the others open: each is tried alone. An unreachable server is unreachable
 * for all of them.
 */
function afterFailure({ error, failures, shared }: FailedCall): AfterFailure {
  if (isServerAway(error)) return 'reject';
  return shared || (isRetriable(error) && failures < maxTries) ? 'alone' : 'reject';
}
