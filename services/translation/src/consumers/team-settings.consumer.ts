import { Controller } from '@nestjs/common';
import { shopSettingsState } from '@switchboard/contracts';
import { OnEvent, type IncomingEvent } from '@switchboard/messaging';
import { Database } from '@switchboard/persistence';
import { ShopProfiles } from '../messages/shop-profiles.js';

/** team.settings.v1: who sees every chat of a shop. A state topic: versions decide, no inbox. */
@Controller()
export class TeamSettingsConsumer {
  constructor(
    private readonly database: Database,
    private readonly shops: ShopProfiles,
  ) {}

  @OnEvent(shopSettingsState)
  async handle({ data }: IncomingEvent<typeof shopSettingsState>): Promise<void> {
    await this.shops.applySettings(this.database, data);
  }
}
