import { Controller } from '@nestjs/common';
import { shopState } from '@switchboard/contracts';
import { OnEvent, type IncomingEvent } from '@switchboard/messaging';
import { TakeShop } from '../membership/take-shop.js';

/** identity.shops.v1: which shops there are. A state topic: versions decide, no inbox. */
@Controller()
export class IdentityShopsConsumer {
  constructor(private readonly takeShop: TakeShop) {}

  @OnEvent(shopState)
  async handle({ data }: IncomingEvent<typeof shopState>): Promise<void> {
    await this.takeShop.run(data);
  }
}
