import { Controller } from '@nestjs/common';
import { Batcher } from '@switchboard/chassis';
import { messageTranslated } from '@switchboard/contracts';
import { aloneUnlessTransient, Inbox, OnEvent, type IncomingEvent } from '@switchboard/messaging';
import { TransactionRunner } from '@switchboard/persistence';
import { ApplyTranslation } from '../outbound/apply-translation.js';
import { ShopNotices } from '../event-log/shop-notices.js';

type Translated = IncomingEvent<typeof messageTranslated>;

/**
 * translation.messages.v1: a message in another language, and what a held reply waits for. What comes together is
 * kept together.
 */
@Controller()
export class TranslationMessagesConsumer {
  private readonly batches = new Batcher<Translated>((events) => this.together(events), {
    afterFailure: aloneUnlessTransient,
  });

  constructor(
    private readonly transactions: TransactionRunner,
    private readonly inbox: Inbox,
    private readonly translation: ApplyTranslation,
    private readonly notices: ShopNotices,
  ) {}

  @OnEvent(messageTranslated)
  async handle(event: Translated): Promise<void> {
    await this.batches.run(event);
  }

  private async together(events: readonly Translated[]): Promise<void[]> {
    await this.transactions.run(async (tx) => {
      const news = await this.inbox.onceAll(tx, 'translation-messages', events);
      const fresh = events.filter(({ id }) => news.delete(id));
      if (fresh.length > 0)
        await this.translation.run(
          tx,
          fresh.map(({ data }) => data),
        );
    });
    const byShop = Map.groupBy(events, ({ data }) => data.shopId);
    await Promise.all(
      [...byShop].map(([shopId, ofShop]) => this.notices.publish(shopId, ofShop.map(toRecord))),
    );
    return events.map(() => undefined);
  }
}

const toRecord = ({ id, data: { chatId, messageId } }: Translated) =>
  ({ id, kind: 'message', chatId, messageId, change: 'updated' }) as const;
