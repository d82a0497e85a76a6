import { Injectable } from '@nestjs/common';
import { Database, decodeCursor, encodeCursor, statement } from '@switchboard/persistence';
import { ReplyArrivals } from './reply-arrivals.js';
import type { ListOutboundDto, OutboundMessageDto, OutboundPageDto } from './outbound-message.dto.js';

interface SentRow {
  chat_id: string;
  message_id: string;
  seq: number;
  customer_id: string;
  agent: OutboundMessageDto['agent'];
  text: string | null;
  card: OutboundMessageDto['card'];
  language: string | null;
  status: string;
  sent_text: string | null;
  sent_language: string | null;
  sent_at: Date;
  sent_no: number;
}

const sentAfter = statement(
  'replies-sent-after',
  `select chat_id, message_id, seq, customer_id, agent, text, card, language, status, sent_text, sent_language, sent_at,
     sent_no
   from reply where shop_id = $1 and sent_no > $2 order by sent_no limit $3`,
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
        return { items: rows.map(toOutbound), nextCursor: encodeCursor([rows.at(-1)?.sent_no ?? after]) };
      }
      await this.arrivals.next(shopId, left, gone);
    }
  }
}

function toOutbound(row: SentRow): OutboundMessageDto {
  return {
    chatId: row.chat_id,
    messageId: row.message_id,
    seq: row.seq,
    customerId: row.customer_id,
    agent: row.agent,
    text: row.sent_text,
    card: row.card,
    language: row.sent_language,
    original: row.text === null ? null : { text: row.text, language: row.language },
    translation: row.status,
    sentAt: row.sent_at.toISOString(),
  };
}
