import { Injectable } from '@nestjs/common';
import { settingsTopic } from '@switchboard/contracts';
import type { StateSource } from '@switchboard/messaging';
import type { Transaction } from '@switchboard/persistence';
import { MoreThan } from 'typeorm';
import { SettingsAnnouncement } from './settings-announcement.js';
import { ShopSettings } from './shop-settings.entity.js';

/** The settings of every shop, for publishing them again. */
@Injectable()
export class SettingsStateSource implements StateSource {
  readonly topic = settingsTopic.name;

  constructor(private readonly announcement: SettingsAnnouncement) {}

  async appendPage(tx: Transaction, after: string | undefined, limit: number): Promise<string | undefined> {
    const settings = await tx.manager.getRepository(ShopSettings).find({
      where: after === undefined ? {} : { shopId: MoreThan(after) },
      order: { shopId: 'asc' },
      take: limit,
      lock: { mode: 'pessimistic_write' },
    });
    await this.announcement.publish(tx, settings);
    return settings.length === limit ? settings.at(-1)?.shopId : undefined;
  }
}
