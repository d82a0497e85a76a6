import { Injectable } from '@nestjs/common';
import { Database, decodeCursor, encodeCursor, statement } from '@switchboard/persistence';
import { ReplyArrivals } from './reply-arrivals.js';
import type { ListOutboundDto, OutboundPageDto } from './outbound-message.dto.js';
import { replyColumns, toSent, type ReplyRow } from './sent-reply.js';

interface SentRow extends ReplyRow {
  sent_at: Date;
  sent_no: number;
}

const sentAfter = statement(
  'replies-sent-after',
  `select ${replyColumns}, sent_at, sent_no from reply where shop_id = $1 and sent_no > $2 order by sent_no limit $3`,
);

/** What customers are to receive, in order, for storefronts without Kafka. */
@Injectable()
export class ListOutbound {
  constructor(
    private readonly database: Database,
    private readonly arrivals: ReplyArrivals,
  ) {}

  /** Waits for the first reply where there is none yet; ends early when the caller is gone. */
  async run(
    shopId: string,
    { cursor, wait, limit }: ListOutboundDto,
    gone: AbortSignal,
  ): Promise<OutboundPageDto> {
    const after = cursor === undefined ? 0 : Number(decodeCursor(cursor, 1)[0]);
    const until = Date.now() + wait * 1_000;
    for (;;) {
      const rows = await this.database.query<SentRow>(sentAfter, [shopId, after, limit]);
      const left = until - Date.now();
      if (rows.length > 0 || left <= 0 || gone.aborted || this.arrivals.isEnding) {
        const items = rows.map((row) => toSent(shopId, row, row.sent_at));
        return { items, nextCursor: encodeCursor([rows.at(-1)?.sent_no ?? after]) };
      }
      await this.arrivals.next(shopId, left, gone);
    }
  }
}
