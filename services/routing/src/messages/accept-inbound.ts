import { Injectable } from '@nestjs/common';
import { Database, statement } from '@switchboard/persistence';
import { AcceptMessages, type AcceptedMessage } from '../assignment/accept-messages.js';
import type { CustomerMessage } from '../assignment/chat-queue.js';

const keepPlace = statement(
  'keep-place-of-shop',
  'insert into shop (id, account_id) values ($1, $2) on conflict do nothing',
);

/** A stored customer message. */
export interface InboundAccepted {
  chatId: string;
  messageId: string;
}

/** Takes in a customer's message for a shop that the caller has checked. */
@Injectable()
export class AcceptInbound {
  constructor(
    private readonly accept: AcceptMessages,
    private readonly database: Database,
  ) {}

  /**
   * The usual case in one statement: takes the message if the shop is known, active and the account's. False: nothing
   * was done, and its sender needs a look.
   */
  async takeKnown(accountId: string, message: CustomerMessage): Promise<boolean> {
    const { outcome } = await this.accept.accept({ ...message, accountId });
    return outcome !== 'unknown_shop';
  }

  /** The shop may be known to identity a moment longer than to us: then it gets its place here. */
  async run(accountId: string, message: CustomerMessage): Promise<InboundAccepted> {
    let accepted = await this.accept.accept(message);
    if (accepted.outcome === 'unknown_shop') {
      await this.database.query(keepPlace, [message.shopId, accountId]);
      accepted = await this.accept.accept(message);
    }
    return toAnswer(accepted);
  }
}

function toAnswer({ outcome, chatId, messageId }: AcceptedMessage): InboundAccepted {
  if (chatId === null || messageId === null) throw new Error(`a customer's message answered ${outcome}`);
  return { chatId, messageId };
}
