import { Controller } from '@nestjs/common';
import { shopState } from '@switchboard/contracts';
import { AccessProjection } from '@switchboard/http';
import { OnEvent, type IncomingEvent } from '@switchboard/messaging';
import { Database } from '@switchboard/persistence';
import { ApplyShopStates } from '../agents/apply-shop-states.js';

/** identity.shops.v1: which shops there are, and whose. */
@Controller()
export class IdentityShopsConsumer {
  constructor(
    private readonly database: Database,
    private readonly access: AccessProjection,
    private readonly shops: ApplyShopStates,
  ) {}

  @OnEvent(shopState)
  async handle({ data }: IncomingEvent<typeof shopState>): Promise<void> {
    await this.access.applyShop(this.database, data);
    await this.shops.shop(data);
  }
}
