import { Injectable } from '@nestjs/common';
import type { ShopSettingsState } from '@switchboard/contracts';
import { problem } from '@switchboard/http';
import { DataSource } from 'typeorm';
import { LearnFromIdentity } from '../membership/learn-from-identity.js';
import { ShopSettings } from './shop-settings.entity.js';

/** A shop's settings as they are now. */
@Injectable()
export class ReadSettings {
  constructor(
    private readonly dataSource: DataSource,
    private readonly learn: LearnFromIdentity,
  ) {}

  /** Throws `not_found`; a shop that is not known here yet is asked for at identity first. */
  async require(accountId: string, shopId: string): Promise<ShopSettingsState> {
    const known = await this.read(accountId, shopId);
    if (known) return known.toState();
    await this.learn.shop(accountId, shopId);
    const learned = await this.read(accountId, shopId);
    if (!learned) throw problem('not_found');
    return learned.toState();
  }

  private read(accountId: string, shopId: string): Promise<ShopSettings | null> {
    return this.dataSource.getRepository(ShopSettings).findOneBy({ accountId, shopId });
  }
}
