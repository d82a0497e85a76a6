import type { Direction } from '@switchboard/contracts';
import type { CardDto, MessageDto, TranslationDto } from './message.dto.js';

/** A message as the queries of this service read it; times are text where it came inside of JSON. */
export interface MessageRow {
  id: string;
  chat_id: string;
  seq: number;
  direction: Direction;
  author_id: string | null;
  author_nickname: string | null;
  text: string | null;
  card: CardDto | null;
  language: string | null;
  translations: Record<string, TranslationDto>;
  sent_at: Date | string;
  accepted_at: Date | string;
  revision: number;
  delivery_status: 'pending' | 'sent' | null;
  delivery_text: string | null;
  delivery_language: string | null;
  delivery_at: Date | string | null;
}

/** What `toMessage` needs of the table `message`. */
export const messageColumns = `id, chat_id, seq, direction, author_id, author_nickname, text, card, language,
  translations, sent_at, accepted_at, revision, delivery_status, delivery_text, delivery_language, delivery_at`;

const time = (value: Date | string) => new Date(value).toISOString();

/** A message as readers see it. */
export function toMessage(row: MessageRow): MessageDto {
  return {
    id: row.id,
    chatId: row.chat_id,
    seq: row.seq,
    direction: row.direction,
    author: { id: row.author_id, nickname: row.author_nickname },
    text: row.text,
    card: row.card,
    language: row.language,
    translations: row.translations,
    sentAt: time(row.sent_at),
    acceptedAt: time(row.accepted_at),
    revision: row.revision,
    delivery:
      row.delivery_status === null
        ? null
        : {
            status: row.delivery_status,
            text: row.delivery_text,
            language: row.delivery_language,
            at: row.delivery_at === null ? null : time(row.delivery_at),
          },
  };
}
