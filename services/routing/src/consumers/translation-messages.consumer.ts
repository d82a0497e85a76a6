import { Controller } from '@nestjs/common';
import { messageTranslated } from '@switchboard/contracts';
import { Inbox, OnEvent, type IncomingEvent } from '@switchboard/messaging';
import { TransactionRunner } from '@switchboard/persistence';
import { ApplyTranslation } from '../outbound/apply-translation.js';
import { ShopNotices } from '../stream/shop-notices.js';

/** translation.messages.v1: a message in another language, and what a held reply waits for. */
@Controller()
export class TranslationMessagesConsumer {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly inbox: Inbox,
    private readonly translation: ApplyTranslation,
    private readonly notices: ShopNotices,
  ) {}

  @OnEvent(messageTranslated)
  async handle(event: IncomingEvent<typeof messageTranslated>): Promise<void> {
    const { shopId, chatId, messageId } = event.data;
    await this.transactions.run(async (tx) => {
      if (await this.inbox.once(tx, 'translation-messages', event))
        await this.translation.run(tx, event.data);
    });
    await this.notices.tell(shopId, [
      { id: event.id, kind: 'message', chatId, messageId, change: 'updated' },
    ]);
  }
}
