import { Injectable } from '@nestjs/common';
import { shopSettingsState } from '@switchboard/contracts';
import { event, Outbox } from '@switchboard/messaging';
import type { Queryable } from '@switchboard/persistence';
import type { ShopSettings } from './shop-settings.entity.js';

/** Publishes shops' settings as they are now, in the transaction that changed them and under their rows' locks. */
@Injectable()
export class SettingsAnnouncement {
  constructor(private readonly outbox: Outbox) {}

  async publish(tx: Queryable, settings: readonly ShopSettings[]): Promise<void> {
    const states = settings.map((shop) => shop.toState());
    await this.outbox.append(
      tx,
      states.map((state) =>
        event(shopSettingsState, state, { accountId: state.accountId, shopId: state.shopId }),
      ),
    );
  }
}
