import { Module } from '@nestjs/common';
import { EventLogModule } from '../event-log/event-log.module.js';
import { InternalAgentsController } from './internal-agents.controller.js';
import { ApplyAgentStates } from './apply-agent-states.js';
import { ApplyShopStates } from './apply-shop-states.js';
import { RequeueLostChats } from './requeue-lost-chats.js';
import { TakeMember } from './take-member.js';

/** Who may get chats: the states that identity and team own, as routing keeps them. */
@Module({
  imports: [EventLogModule],
  controllers: [InternalAgentsController],
  providers: [ApplyAgentStates, ApplyShopStates, RequeueLostChats, TakeMember],
  exports: [ApplyAgentStates, ApplyShopStates, TakeMember],
})
export class AgentsModule {}
