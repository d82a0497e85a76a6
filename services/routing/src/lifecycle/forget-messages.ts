import { Inject, Injectable } from '@nestjs/common';
import { Database, statement, type Statement } from '@switchboard/persistence';
import { environmentToken, type RoutingEnvironment } from '../environment.js';
import { LifecycleMetrics } from './lifecycle-metrics.js';
import { LifecycleSettings } from './lifecycle-settings.js';

/** Closed chats: an index of their own, oldest first. */
const closedChats = statement(
  'closed_chats_to_forget',
  `select id from chat
   where state = 'closed' and forgotten_seq < seq
     and last_message_at <= (select switchboard_now() - make_interval(days => $1::int))
   order by last_message_at limit $2`,
);
/** Chats that nobody ever closed: few, shop by shop. */
const openChats = statement(
  'open_chats_to_forget',
  `select old.id
     from shop cross join lateral (
       select id from chat
        where shop_id = shop.id and state <> 'closed' and forgotten_seq < seq
          and last_message_at <= (select switchboard_now() - make_interval(days => $1::int))
        order by last_message_at limit $2
     ) as old limit $2`,
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
    @Inject(environmentToken)
    private readonly environment: Pick<RoutingEnvironment, 'MESSAGE_RETENTION_DAYS'>,
  ) {}

  /** Everything that is due; answers how many messages went. */
  async run(): Promise<number> {
    return (await this.all(closedChats)) + (await this.all(openChats));
  }

  /** Nothing new is begun. */
  stop(): void {
    this.stopping = true;
  }

  private async all(chats: Statement): Promise<number> {
    const { chatLimit, messageLimit } = this.settings;
    const days = this.environment.MESSAGE_RETENTION_DAYS;
    for (let sum = 0; ;) {
      const rows = await this.database.query<{ id: string }>(chats, [days, chatLimit]);
      if (rows.length === 0 || this.stopping) return sum;
      const [row] = await this.database.query<{ answer: { deleted: number; chats: number } }>(forget, [
        rows.map(({ id }) => id),
        days,
        messageLimit,
      ]);
      const { deleted, chats: emptied } = row!.answer;
      // Somebody writes in all of them, or another process has them.
      if (deleted + emptied === 0) return sum;
      sum += deleted;
      this.metrics.forgotten.inc(deleted);
    }
  }
}
