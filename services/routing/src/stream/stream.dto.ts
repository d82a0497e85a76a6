import { AnswerField, IdListField, TextField } from '@switchboard/http';

/** Shops that one stream carries at most. */
export const maxShops = 100;

/** Which shops to listen to. */
export class NewStreamTicketDto {
  /** None: all of the caller's shops. */
  @IdListField({ min: 1, max: maxShops, optional: true })
  shopIds?: string[];
}

/** For a browser's EventSource, which cannot send a header. */
export class StreamTicketDto {
  /** For `GET /v1/stream?ticket=`, once. */
  @AnswerField()
  ticket: string;

  /** Seconds in which it must be used. */
  @AnswerField()
  expiresIn: number;
}

/** How to open the stream. */
export class OpenStreamDto {
  /** Comma separated; none: all of the caller's shops. With a ticket, what the ticket says counts. */
  @IdListField({ min: 1, max: maxShops, optional: true, query: true })
  shopIds?: string[];

  /** Instead of the Authorization header. */
  @TextField({ max: 200, optional: true })
  ticket?: string;

  /** Where to go on; the header `Last-Event-ID` counts more. */
  @TextField({ max: 8_000, min: 0, optional: true })
  lastEventId?: string;
}
