import { Module } from '@nestjs/common';
import { AgentLoads } from './agent-loads.js';
import { OnlineAgents } from './online-agents.query.js';
import { Presence } from './presence.js';
import { PresenceJobs } from './presence-jobs.js';
import { PresenceLeases } from './presence-leases.js';
import { PresenceWatch } from './presence-watch.js';
import { PublishLoads } from './publish-loads.js';
import { UntoldAgents } from './untold-agents.query.js';

/** Who is online, and what is published about every agent: open chats and presence. */
@Module({
  providers: [
    AgentLoads,
    OnlineAgents,
    Presence,
    PresenceJobs,
    PresenceLeases,
    PresenceWatch,
    PublishLoads,
    UntoldAgents,
  ],
  exports: [AgentLoads, OnlineAgents, Presence],
})
export class PresenceModule {}
