import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { InternalAgentsController } from './internal-agents.controller.js';

/** What other services of the suite call; never routed at the edge. */
@Module({ imports: [AgentsModule], controllers: [InternalAgentsController] })
export class InternalModule {}
