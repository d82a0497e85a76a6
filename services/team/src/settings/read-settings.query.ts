import { Injectable } from '@nestjs/common';
import type { ShopSettingsState } from '@switchboard/contracts';
import { problem } from '@switchboard/http';
import { Database } from '@switchboard/persistence';
import { LearnFromIdentity } from '../membership/learn-from-identity.js';
import { readSettings } from './settings-record.js';

/** A shop's settings as they are now. */
@Injectable()
export class ReadSettings {
  constructor(
    private readonly database: Database,
    private readonly learn: LearnFromIdentity,
  ) {}

  /** Throws `not_found`; a shop that is not known here yet is looked up at identity first. */
  async require(accountId: string, shopId: string): Promise<ShopSettingsState> {
    const known = await readSettings(this.database, accountId, shopId);
    if (known) return known.toState();
    await this.learn.shop(accountId, shopId);
    const learned = await readSettings(this.database, accountId, shopId);
    if (!learned) throw problem('not_found');
    return learned.toState();
  }
}
