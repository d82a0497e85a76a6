import { Controller } from '@nestjs/common';
import { shopState } from '@switchboard/contracts';
import { AccessProjection } from '@switchboard/http';
import { OnEvent, type IncomingEvent } from '@switchboard/messaging';
import { TransactionRunner } from '@switchboard/persistence';
import { ShopProfiles } from '../messages/shop-profiles.js';

/** identity.shops.v1: whose a shop is, and what its customers are taken to write. A state topic: no inbox. */
@Controller()
export class IdentityShopsConsumer {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly access: AccessProjection,
    private readonly shops: ShopProfiles,
  ) {}

  @OnEvent(shopState)
  async handle({ data }: IncomingEvent<typeof shopState>): Promise<void> {
    await this.transactions.run(async (tx) => {
      await this.access.applyShop(tx, data);
      await this.shops.applyShop(tx, data);
    });
  }
}
