import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { ShutdownSequence } from '@switchboard/chassis';
import { Database, statement, TransactionRunner } from '@switchboard/persistence';
import { ReleaseReplies } from './release-replies.js';

const everyMs = 100;
const forgetEveryMs = 60 * 60 * 1_000;

const dueChats = statement(
  'chats-with-due-replies',
  `select shop_id, chat_id from reply where sent_at is null and due_at <= switchboard_now()
   order by due_at limit 100`,
);
const forgetOld = statement(
  'forget-old-replies',
  `delete from reply where (shop_id, chat_id, seq) in (
     select shop_id, chat_id, seq from reply where sent_at < switchboard_now() - interval '7 days' limit 1000)
   returning 1`,
);

/**
 * The limit of held replies. Every process looks at the table, so that a reply leaves in time whichever
 * process took it and whatever became of that one.
 */
@Injectable()
export class ReplySweeper implements OnApplicationBootstrap {
  private readonly logger = new Logger(ReplySweeper.name);
  private timer?: NodeJS.Timeout;
  private forgetting?: NodeJS.Timeout;
  private current: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly transactions: TransactionRunner,
    private readonly release: ReleaseReplies,
    private readonly shutdown: ShutdownSequence,
  ) {}

  onApplicationBootstrap(): void {
    this.next();
    this.forgetting = setInterval(() => void this.forget(), forgetEveryMs).unref();
    this.shutdown.on('work', 'held replies', async () => {
      this.stopped = true;
      clearTimeout(this.timer);
      clearInterval(this.forgetting);
      await this.current;
    });
  }

  /** Lets go what is due; answers how many replies left. */
  async sweep(): Promise<number> {
    const chats = await this.database.query<{ shop_id: string; chat_id: string }>(dueChats);
    const distinct = new Map(chats.map((chat) => [chat.chat_id, chat.shop_id]));
    let left = 0;
    for (const [chatId, shopId] of distinct) {
      left += await this.transactions.run((tx) => this.release.run(tx, shopId, chatId));
    }
    return left;
  }

  private next(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.current = this.sweep()
        .then(() => undefined)
        .catch((error: unknown) =>
          this.logger.warn({ err: error }, 'held replies could not be let go; again soon'),
        )
        .finally(() => this.next());
    }, everyMs);
  }

  private async forget(): Promise<void> {
    try {
      while (!this.stopped && (await this.database.query(forgetOld)).length === 1_000);
    } catch (error) {
      this.logger.warn({ err: error }, 'old replies could not be forgotten; again in an hour');
    }
  }
}
