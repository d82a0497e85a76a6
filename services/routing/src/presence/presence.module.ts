import { Module } from '@nestjs/common';
import { AgentLoads } from './agent-loads.js';
import { OnlineAgents } from './online-agents.query.js';
import { Presence } from './presence.js';
import { PresenceLeases } from './presence-leases.js';
import { PresenceWatch } from './presence-watch.js';
import { PublishLoads } from './publish-loads.js';

/** Who is online, and what is told about every agent: open chats and presence. */
@Module({
  providers: [AgentLoads, OnlineAgents, Presence, PresenceLeases, PresenceWatch, PublishLoads],
  exports: [AgentLoads, OnlineAgents, Presence],
})
export class PresenceModule {}
