import { Module } from '@nestjs/common';
import { ForgetMessages } from './forget-messages.js';
import { LifecycleJobs } from './lifecycle-jobs.js';
import { LifecycleMetrics } from './lifecycle-metrics.js';
import { LifecyclePass } from './lifecycle-pass.js';
import { LifecycleSettings } from './lifecycle-settings.js';

/** What happens to chats by time alone: auto-close, reassignment, deletion of old messages. */
@Module({
  providers: [
    { provide: LifecycleSettings, useValue: new LifecycleSettings() },
    LifecycleMetrics,
    LifecyclePass,
    ForgetMessages,
    LifecycleJobs,
  ],
})
export class LifecycleModule {}
