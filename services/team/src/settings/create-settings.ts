import { Injectable } from '@nestjs/common';
import { shopSettingsState } from '@switchboard/contracts';
import { Outbox, stateEvent } from '@switchboard/messaging';
import { statement, type Transaction } from '@switchboard/persistence';
import { readSettings } from './settings-record.js';

const insertDefaults = statement(
  'settings_defaults',
  `insert into shop_settings (account_id, shop_id)
   select account_id, shop_id from access_shop where account_id = $1 and shop_id = $2 and status = 'active'
   on conflict (shop_id) do nothing returning 1`,
);

/** Gives a new shop the default settings and publishes them, so that every service decides by the same ones. */
@Injectable()
export class CreateSettings {
  constructor(private readonly outbox: Outbox) {}

  async run(tx: Transaction, accountId: string, shopId: string): Promise<void> {
    const isNew = (await tx.query(insertDefaults, [accountId, shopId])).length > 0;
    if (!isNew) return;
    const settings = (await readSettings(tx, accountId, shopId))!;
    await this.outbox.append(tx, [stateEvent(shopSettingsState, settings.toState())]);
  }
}
