import { Injectable, Logger } from '@nestjs/common';
import { RepeatingJobs, ShutdownSequence } from '@switchboard/chassis';
import { Database, statement, TransactionRunner } from '@switchboard/persistence';
import { ReleaseReplies } from './release-replies.js';

const everyMs = 100;
/** A chat that could not be served is left alone for so long. */
const restMs = 1_000;
const forgetEveryMs = 60 * 60 * 1_000;

const dueChats = statement(
  'chats-with-due-replies',
  `select shop_id, chat_id from reply
   where sent_at is null and due_at <= switchboard_now() and chat_id <> all ($1::uuid[]) order by due_at limit 100`,
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
export class ReplySweeper {
  private readonly logger = new Logger(ReplySweeper.name);
  private stopped = false;
  /** Chats that could not be served, and until when they rest. */
  private readonly resting = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly transactions: TransactionRunner,
    private readonly release: ReleaseReplies,
    jobs: RepeatingJobs,
    shutdown: ShutdownSequence,
  ) {
    jobs.add({ name: 'held replies', everyMs, run: () => this.sweep() });
    jobs.add({ name: 'delete old replies', everyMs: forgetEveryMs, run: () => this.forget() });
    shutdown.on('work', 'stop deleting old replies', () => (this.stopped = true));
  }

  /**
   * Lets go what is due; answers how many replies left. A chat that cannot be served now, because it is locked or
   * spoilt, holds up no other replies.
   */
  async sweep(): Promise<number> {
    for (const [chatId, until] of this.resting) if (until <= Date.now()) this.resting.delete(chatId);
    const chats = await this.database.query<{ shop_id: string; chat_id: string }>(dueChats, [
      [...this.resting.keys()],
    ]);
    const distinct = new Map(chats.map((chat) => [chat.chat_id, chat.shop_id]));
    let left = 0;
    for (const [chatId, shopId] of distinct) left += await this.letGo(shopId, chatId);
    return left;
  }

  private async letGo(shopId: string, chatId: string): Promise<number> {
    try {
      return await this.transactions.run((tx) => this.release.run(tx, shopId, chatId));
    } catch (error) {
      this.resting.set(chatId, Date.now() + restMs);
      this.logger.warn({ err: error, chatId }, 'a chat’s held replies could not be released; retrying');
      return 0;
    }
  }

  private async forget(): Promise<void> {
    while (!this.stopped && (await this.database.query(forgetOld)).length === 1_000);
  }
}
