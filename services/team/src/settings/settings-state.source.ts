import { Injectable } from '@nestjs/common';
import { settingsTopic, shopSettingsState } from '@switchboard/contracts';
import { Outbox, stateEvent, type StateSource } from '@switchboard/messaging';
import type { Transaction } from '@switchboard/persistence';
import { lockSettingsAfter } from './settings-record.js';

/** The settings of every shop, for publishing them again. */
@Injectable()
export class SettingsStateSource implements StateSource {
  readonly topic = settingsTopic.name;

  constructor(private readonly outbox: Outbox) {}

  async appendPage(tx: Transaction, after: string | undefined, limit: number): Promise<string | undefined> {
    const settings = await lockSettingsAfter(tx, after, limit);
    const states = settings.map((shop) => stateEvent(shopSettingsState, shop.toState()));
    await this.outbox.append(tx, states);
    return settings.length === limit ? settings.at(-1)?.shopId : undefined;
  }
}
