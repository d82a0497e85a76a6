import { Module } from '@nestjs/common';
import { ApplyAgentStates } from './apply-agent-states.js';
import { ApplyShopStates } from './apply-shop-states.js';
import { RequeueLostChats } from './requeue-lost-chats.js';

/** Who may get chats: the states that identity and team own, as routing keeps them. */
@Module({
  providers: [ApplyAgentStates, ApplyShopStates, RequeueLostChats],
  exports: [ApplyAgentStates, ApplyShopStates],
})
export class AgentsModule {}
