import { Controller } from '@nestjs/common';
import { Batcher } from '@switchboard/chassis';
import {
  chatLanguage,
  chatTranslationSetting,
  userTranslationSetting,
  type ChatLanguage,
} from '@switchboard/contracts';
import { aloneUnlessTransient, OnEvent, type IncomingEvent } from '@switchboard/messaging';
import { Database } from '@switchboard/persistence';
import { TranslationStates } from '../outbound/translation-states.js';
import { ShopNotices } from '../event-log/shop-notices.js';

/** translation.settings.v1: what decides whether a reply waits for a translation. */
@Controller()
export class TranslationSettingsConsumer {
  /** One comes with nearly every new chat. */
  private readonly languages = new Batcher<ChatLanguage>(
    async (states) => {
      await this.states.keepChatLanguages(this.database, states);
      return states.map(() => undefined);
    },
    { afterFailure: aloneUnlessTransient },
  );

  constructor(
    private readonly database: Database,
    private readonly states: TranslationStates,
    private readonly notices: ShopNotices,
  ) {}

  @OnEvent(userTranslationSetting)
  async handleUserSetting({ id, data }: IncomingEvent<typeof userTranslationSetting>): Promise<void> {
    await this.states.keepUserSetting(this.database, data);
    await this.tell(id, data);
  }

  @OnEvent(chatTranslationSetting)
  async handleChatSetting({ id, data }: IncomingEvent<typeof chatTranslationSetting>): Promise<void> {
    await this.states.keepChatSetting(this.database, data);
    await this.tell(id, data);
  }

  @OnEvent(chatLanguage)
  async handleChatLanguage({ data }: IncomingEvent<typeof chatLanguage>): Promise<void> {
    await this.languages.run(data);
  }

  private async tell(
    id: string,
    { shopId, userId, version }: { shopId: string; userId: string; version: number },
  ) {
    await this.notices.publish(shopId, [{ id, kind: 'settings', setting: 'translation', version, userId }]);
  }
}
