import { Module } from '@nestjs/common';
import { ApiKeyStates } from '../api-keys/api-key-states.js';
import { ShopStates } from '../shops/shop-states.js';
import { MemberStates } from '../users/member-states.js';

/** The states that identity publishes: members, shops, API keys. */
@Module({
  providers: [ApiKeyStates, MemberStates, ShopStates],
  exports: [ApiKeyStates, MemberStates, ShopStates],
})
export class PublishingModule {}
