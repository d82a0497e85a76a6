import { IdField } from '@switchboard/http';

/** A member with one of their sessions, or an API key. */
export class AccessCheckDto {
  /** With userId and sessionId. */
  @IdField({ optional: true })
  accountId?: string;

  /** With accountId and sessionId. */
  @IdField({ optional: true })
  userId?: string;

  /** With accountId and userId. */
  @IdField({ optional: true })
  sessionId?: string;

  /** Alone. */
  @IdField({ optional: true })
  keyId?: string;
}
