import { Injectable, Logger } from '@nestjs/common';
import { Outbox } from '@switchboard/messaging';
import { Database } from '@switchboard/persistence';
import { NIL } from 'uuid';
import { CapacityChanges, type CapacityChange } from '../assignment/capacity-changes.js';
import type { DueChats } from './due-chats.js';
import { LifecycleMetrics } from './lifecycle-metrics.js';
import { LifecycleSettings } from './lifecycle-settings.js';

interface Changed extends CapacityChange {
  changed: number;
}

/**
 * Does what is due. What that is stands in the rows alone: a process that dies between two transactions is continued
 * by the next pass, and two that look at once find each chat due only once.
 */
@Injectable()
export class LifecyclePass {
  private readonly logger = new Logger(LifecyclePass.name);
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly changes: CapacityChanges,
    private readonly outbox: Outbox,
    private readonly settings: LifecycleSettings,
    private readonly metrics: LifecycleMetrics,
  ) {}

  /** Everything due of one kind in the shops of the ranges; answers how many chats changed. */
  async run(task: DueChats, ranges: readonly number[]): Promise<number> {
    let changed = 0;
    for (let after: string | null = NIL; after !== null && ranges.length > 0 && !this.stopping;) {
      const [page]: { due: string[]; last: string | null }[] = await this.database.query(task.due, [
        ranges,
        after,
        this.settings.shopPage,
      ]);
      for (const shopId of page!.due) changed += await this.serve(task, shopId);
      after = page!.last;
    }
    return changed;
  }

  /** Nothing new is begun. */
  stop(): void {
    this.stopping = true;
  }

  private async serve(task: DueChats, shopId: string): Promise<number> {
    let sum = 0;
    try {
      for (let turn = 0; turn < this.settings.turnsPerShop && !this.stopping; turn++) {
        const changed = await this.turn(task, shopId);
        if (changed === 0) break;
        sum += changed;
      }
    } catch (error) {
      this.metrics.failures.inc({ kind: task.kind });
      this.logger.warn(
        { err: error, shopId, kind: task.kind },
        'a shop’s due chats were not all served; retrying',
      );
    }
    return sum;
  }

  private async turn({ kind, change }: DueChats, shopId: string): Promise<number> {
    const [row] = await this.database.query<{ answer: Changed }>(change, [shopId, this.settings.chatLimit]);
    const { answer } = row!;
    if (answer.changed === 0) return 0;
    this.metrics.chats.inc({ kind }, answer.changed);
    this.outbox.committed();
    await this.changes.follow(answer);
    return answer.changed;
  }
}
