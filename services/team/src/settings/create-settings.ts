import { Injectable } from '@nestjs/common';
import { statement, type Transaction } from '@switchboard/persistence';
import { SettingsAnnouncement } from './settings-announcement.js';
import { ShopSettings } from './shop-settings.entity.js';

const insertDefaults = statement(
  'settings_defaults',
  `insert into shop_settings (account_id, shop_id) values ($1, $2) on conflict (shop_id) do nothing returning 1`,
);

/** Gives a new shop the default settings and publishes them, so that every service decides by the same ones. */
@Injectable()
export class CreateSettings {
  constructor(private readonly announcement: SettingsAnnouncement) {}

  async run(tx: Transaction, accountId: string, shopId: string): Promise<void> {
    const isNew = (await tx.query(insertDefaults, [accountId, shopId])).length > 0;
    if (!isNew) return;
    const settings = await tx.manager.getRepository(ShopSettings).findOneByOrFail({ accountId, shopId });
    await this.announcement.publish(tx, [settings]);
  }
}
