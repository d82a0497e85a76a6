import { IntegerField, PageOf, PageQuery } from '@switchboard/http';
import { maxInteger } from '../db/max-integer.js';
import { MessageDto } from '../chats/message.dto.js';

/** Which part of a thread to read; `cursor` goes on in the direction that was begun. */
export class ListMessagesDto extends PageQuery {
  /** Only messages before this place: towards the beginning, newest first. */
  @IntegerField({
    min: 1,
    max: maxInteger,
    optional: true,
    query: true,
    description: 'Newest first; the default',
  })
  beforeSeq?: number;

  /** Only messages after this place: towards the end, oldest first. */
  @IntegerField({ min: 0, max: maxInteger, optional: true, query: true, description: 'Oldest first' })
  afterSeq?: number;
}

/** One page of messages. */
export class MessagePageDto extends PageOf(MessageDto) {}
