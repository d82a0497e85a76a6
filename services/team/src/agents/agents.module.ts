import { Module } from '@nestjs/common';
import { MembershipModule } from '../membership/membership.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { AgentsController } from './agents.controller.js';
import { EditAgent } from './edit-agent.js';
import { FindAgent } from './find-agent.query.js';
import { ListAgents } from './list-agents.query.js';
import { OwnAgentController } from './own-agent.controller.js';
import { OwnPermissions } from './own-permissions.query.js';
import { TakeLoad } from './take-load.js';

/** Agents of a shop: the team page, the own agent, what routing reports of them. */
@Module({
  imports: [MembershipModule, SettingsModule],
  controllers: [OwnAgentController, AgentsController],
  providers: [ListAgents, FindAgent, EditAgent, OwnPermissions, TakeLoad],
  exports: [TakeLoad],
})
export class AgentsModule {}
