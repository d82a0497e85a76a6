import { Injectable } from '@nestjs/common';
import { statement, type Queryable } from '@switchboard/persistence';
import { messageColumns, type MessageRow } from './message-row.js';

/** Whose thread, and in which language it is read. */
export interface PendingThread {
  chatId: string;
  userId: string;
  to: string;
}

/** "The last 50." */
const THREAD_LENGTH = 50;

const read = statement(
  'work_threads',
  `select t.position::int as position, ${messageColumns}
   from unnest($1::uuid[], $2::text[], $3::text[]) with ordinality as t(chat_id, language, reader_id, position)
   cross join lateral (
     select * from message where chat_id = t.chat_id order by seq desc limit ${THREAD_LENGTH}) m
   where m.text is not null and m.author_id is distinct from t.reader_id
     and not exists (
       select 1 from message_translation r
       where r.message_id = m.id and r.language = t.language and r.status <> 'unavailable')
   order by t.position, m.seq desc`,
);

/** Of the last 50 messages those of others that have no result in the reader's language, the newest first. */
@Injectable()
export class PendingMessagesQuery {
  /** In the order of the threads. */
  async of(q: Queryable, threads: readonly PendingThread[]): Promise<MessageRow[][]> {
    const found = threads.map((): MessageRow[] => []);
    if (threads.length === 0) return found;
    const rows = await q.query<MessageRow & { position: number }>(read, [
      threads.map(({ chatId }) => chatId),
      threads.map(({ to }) => to),
      threads.map(({ userId }) => userId),
    ]);
    for (const { position, ...message } of rows) found[position - 1]!.push(message);
    return found;
  }
}
