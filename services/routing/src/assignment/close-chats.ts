import { Injectable, Logger } from '@nestjs/common';
import type { EventActor } from '@switchboard/contracts';
import { Outbox } from '@switchboard/messaging';
import { Database, isRetriable, isServerAway, statement } from '@switchboard/persistence';
import type { AgentState } from './agent-state.js';
import { CapacityChanges } from './capacity-changes.js';
import { SharedCalls } from './shared-calls.js';

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

interface Waiting {
  close: ChatClose;
  tries: number;
  resolve(answer: CloseAnswer): void;
  reject(error: unknown): void;
}

/** For one the scalar form costs less. */
const sql = {
  one: statement('close_chat', 'select close_chat_v1($1, $2, $3, $4, $5::jsonb, $6, $7::jsonb) as answer'),
  several: statement('close_chats', 'select close_chats_v1($1) as answer'),
};

const mostAtOnce = 64;
/** As often as any transaction that loses against others. */
const mostTries = 4;

/**
 * Closes chats; those that are closed together share a call, as with arriving messages: where everybody is full, places
 * come free one close at a time, and each by itself would cost a commit, a wait for its agent's row, and a word to Redis.
 */
@Injectable()
export class CloseChats {
  private readonly logger = new Logger(CloseChats.name);
  private readonly calls = new SharedCalls<Waiting>({
    // Who asks for the same chat again meanwhile finds it closed by the next call.
    keyOf: ({ close }) => close.chatId,
    mostAtOnce,
    call: (batch) => this.run(batch),
  });

  constructor(
    private readonly database: Database,
    private readonly changes: CapacityChanges,
    private readonly outbox: Outbox,
  ) {}

  /** Answers after the commit, and after Redis has heard of the place that is free. */
  close(close: ChatClose): Promise<CloseAnswer> {
    return new Promise((resolve, reject) => {
      this.calls.add({ close, tries: 0, resolve, reject });
    });
  }

  private async run(batch: readonly Waiting[]): Promise<void> {
    try {
      const { items, shops } = await (batch.length === 1 ? this.one(batch[0]!.close) : this.several(batch));
      if (items.some(([, outcome]) => outcome === 'done')) this.outbox.committed();
      // Those of this call wait for Redis, the next call does not.
      void this.follow(shops).then(() => {
        for (const [place, outcome, version] of items)
          batch[place - 1]!.resolve(version === null ? { outcome } : { outcome, version });
      });
    } catch (error) {
      this.failed(batch, error);
    }
  }

  private async one({ shopId, chatId, version, lastSeq, actor, reason, auditHeaders }: ChatClose) {
    const [row] = await this.database.query<{ answer: OneAnswer }>(sql.one, [
      shopId, chatId, version, lastSeq, actor, reason, auditHeaders ?? null,
    ]); // prettier-ignore
    const { outcome, version: now = null, states = [] } = row!.answer;
    return { items: [[1, outcome, now]], shops: [[shopId, states]] } satisfies ClosesAnswer;
  }

  private async several(batch: readonly Waiting[]): Promise<ClosesAnswer> {
    const rows = batch.map(({ close }, at) => ({
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
      this.logger.warn({ err: error }, 'Redis did not hear of closed chats; the change stands');
    }
  }

  /**
   * One chat that cannot be closed must not keep the others open: each is tried by itself, beside the next call. What is
   * away is away for all of them.
   */
  private failed(batch: readonly Waiting[], error: unknown): void {
    for (const item of batch) {
      item.tries += 1;
      const again = batch.length > 1 || (isRetriable(error) && item.tries < mostTries);
      if (isServerAway(error) || !again) item.reject(error);
      else void this.run([item]);
    }
  }
}
