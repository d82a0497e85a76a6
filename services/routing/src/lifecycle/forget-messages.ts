import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT } from '@switchboard/chassis';
import { Database, statement } from '@switchboard/persistence';
import { NIL } from 'uuid';
import type { RoutingEnvironment } from '../environment.js';
import { LifecycleMetrics } from './lifecycle-metrics.js';
import { LifecycleSettings } from './lifecycle-settings.js';

const old = `forgotten_seq < seq and last_message_at <= (select switchboard_now() - make_interval(days => $1::int))`;

/** Closed chats: an index of their own, oldest first. */
const closedChats = statement(
  'closed_chats_to_forget',
  `select array(
     select id from chat where state = 'closed' and ${old} order by last_message_at limit $2
   ) as chats`,
);
/** Chats that were never closed: few; a page of shops after $3. `last` is null after the last page. */
const openChats = statement(
  'open_chats_to_forget',
  `with page as materialized (
     select id from shop where id > $3 order by id limit $4
   )
   select array(
            select found.id from page cross join lateral (
              select id from chat where shop_id = page.id and state <> 'closed' and ${old}
               order by last_message_at limit $2
            ) as found limit $2
          ) as chats,
          (select id from page order by id offset $4 - 1) as last`,
);
const forget = statement('forget_messages', 'select forget_messages_v1($1, $2, $3) as answer');

/**
 * Messages, with their translations, are kept until 400 days after their chat's last one (the operator's variable).
 * A transaction deletes a bounded number of them; what is left is found again.
 */
@Injectable()
export class ForgetMessages {
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly settings: LifecycleSettings,
    private readonly metrics: LifecycleMetrics,
    @Inject(ENVIRONMENT)
    private readonly environment: Pick<RoutingEnvironment, 'MESSAGE_RETENTION_DAYS'>,
  ) {}

  /** Everything that is due; answers how many messages went. */
  async run(): Promise<number> {
    return (await this.ofClosedChats()) + (await this.ofOpenChats());
  }

  /** Nothing new is begun. */
  stop(): void {
    this.stopping = true;
  }

  private async ofClosedChats(): Promise<number> {
    const params = [this.environment.MESSAGE_RETENTION_DAYS, this.settings.chatLimit];
    for (let sum = 0; ;) {
      const [found] = await this.database.query<{ chats: string[] }>(closedChats, params);
      const deleted = await this.forget(found!.chats);
      if (deleted === undefined) return sum;
      sum += deleted;
    }
  }

  private async ofOpenChats(): Promise<number> {
    let sum = 0;
    for (let after: string | null = NIL; after !== null && !this.stopping;) {
      const [page]: { chats: string[]; last: string | null }[] = await this.database.query(openChats, [
        this.environment.MESSAGE_RETENTION_DAYS,
        this.settings.chatLimit,
        after,
        this.settings.shopPage,
      ]);
      const deleted = await this.forget(page!.chats);
      if (deleted === undefined) after = page!.last;
      else sum += deleted;
    }
    return sum;
  }

  /** Undefined: there is nothing, or nothing that can be done now: they are being written to, or another process has them. */
  private async forget(chats: readonly string[]): Promise<number | undefined> {
    if (chats.length === 0 || this.stopping) return undefined;
    const [row] = await this.database.query<{ answer: { deleted: number; chats: number } }>(forget, [
      chats,
      this.environment.MESSAGE_RETENTION_DAYS,
      this.settings.messageLimit,
    ]);
    const { deleted, chats: emptied } = row!.answer;
    this.metrics.forgotten.inc(deleted);
    return deleted + emptied === 0 ? undefined : deleted;
  }
}
