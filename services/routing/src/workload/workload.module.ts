import { Module } from '@nestjs/common';
import { PresenceModule } from '../presence/presence.module.js';
import { ReadAgents } from './read-agents.query.js';
import { WorkloadController } from './workload.controller.js';
import { ReadWorkload } from './workload.query.js';

/** Agents with their load: for team pages, pickers and the live stream. */
@Module({
  imports: [PresenceModule],
  controllers: [WorkloadController],
  providers: [ReadAgents, ReadWorkload],
  exports: [ReadAgents],
})
export class WorkloadModule {}
