import { Module, type DynamicModule } from '@nestjs/common';
import { AcceptMessages } from './accept-messages.js';
import { AgentPool } from './agent-pool.js';
import { AssignmentEngine } from './assignment-engine.js';
import { AssignmentJobs } from './assignment-jobs.js';
import { AssignmentRound } from './assignment-round.js';
import { CapacityChanges } from './capacity-changes.js';
import { ChatQueue } from './chat-queue.js';
import { Demand } from './demand.js';
import { Drain } from './drain.js';
import { EngineMetrics } from './engine-metrics.js';
import { EngineSettings } from './engine-settings.js';
import { PoolRebuild } from './pool-rebuild.js';
import { PoolSync } from './pool-sync.js';
import { PostgresChatQueue } from './postgres-chat-queue.js';
import { Reconciler } from './reconciler.js';
import { RedisAgentPool } from './redis-agent-pool.js';
import { ShopEpochs } from './shop-epochs.js';
import { AdvisoryShopRanges, ShopRanges, ShopRangesSettings } from './shop-ranges.js';
import { SingleShopRound } from './single-shop-round.js';
import { Sweep } from './sweep.js';
import { SyncTouchedAgents } from './sync-touched-agents.js';

/** Who gets the next chat: accepting, the drain, and what heals it. Global: every slice frees capacity. */
@Module({})
export class AssignmentModule {
  static forRoot({ databaseUrl }: { databaseUrl: string }): DynamicModule {
    return {
      module: AssignmentModule,
      global: true,
      providers: [
        { provide: EngineSettings, useValue: new EngineSettings() },
        { provide: ShopRangesSettings, useValue: new ShopRangesSettings(databaseUrl) },
        { provide: ChatQueue, useClass: PostgresChatQueue },
        { provide: AgentPool, useClass: RedisAgentPool },
        { provide: ShopRanges, useClass: AdvisoryShopRanges },
        EngineMetrics,
        Demand,
        ShopEpochs,
        PoolSync,
        PoolRebuild,
        SingleShopRound,
        AssignmentRound,
        Drain,
        AcceptMessages,
        CapacityChanges,
        SyncTouchedAgents,
        Sweep,
        Reconciler,
        AssignmentJobs,
        AssignmentEngine,
      ],
      exports: [
        AcceptMessages,
        CapacityChanges,
        Drain,
        EngineSettings,
        PoolRebuild,
        PoolSync,
        ShopEpochs,
        ShopRanges,
        Sweep,
        SyncTouchedAgents,
      ],
    };
  }
}
