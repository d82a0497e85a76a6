import { Injectable } from '@nestjs/common';
import type { ShopSettingsState, ShopState } from '@switchboard/contracts';
import { Database, statement } from '@switchboard/persistence';
import { CapacityChanges, type CapacityChange } from '../assignment/capacity-changes.js';
import { PoolRebuild } from '../assignment/pool-rebuild.js';
import { ShopEpochs } from '../assignment/shop-epochs.js';
import { ofAnySizeMs } from './apply-agent-states.js';

const applyShop = statement('apply_shop', 'select apply_shop_v1($1) as answer');
const applySettings = statement('apply_settings', 'select apply_settings_v1($1, $2) as answer');

/** Shops and their settings, as identity and team say they are. A state that is not newer changes nothing. */
@Injectable()
export class ApplyShopStates {
  constructor(
    private readonly database: Database,
    private readonly changes: CapacityChanges,
    private readonly epochs: ShopEpochs,
    private readonly rebuild: PoolRebuild,
  ) {}

  /** Identity's state of a shop; members who may work in every shop become its agents. */
  async shop(shop: ShopState): Promise<void> {
    const [row] = await this.database.queryWithin<{ answer: { shops: CapacityChange[] } }>(
      ofAnySizeMs,
      applyShop,
      [JSON.stringify(shop)],
    );
    await this.changes.follow(row!.answer.shops);
  }

  /**
   * Team's settings of a shop. `online`: who has an open stream now, asked only when presence starts to matter.
   * A change of the mode or of requirePresence makes Redis forget the shop and loads it again.
   */
  async settings(settings: ShopSettingsState, online: readonly string[]): Promise<void> {
    const [row] = await this.database.queryWithin<{ answer: { changed: boolean } }>(
      ofAnySizeMs,
      applySettings,
      [JSON.stringify(settings), online],
    );
    this.epochs.forget(settings.shopId);
    if (row!.answer.changed) this.rebuild.start(settings.shopId);
  }
}
