import { Module } from '@nestjs/common';
import { ProviderUsage } from './provider-usage.js';
import { PutLimit } from './put-limit.js';
import { UsageController } from './usage.controller.js';
import { UsageReader } from './usage.query.js';

/** Characters given to providers, and limits on them. */
@Module({
  controllers: [UsageController],
  providers: [ProviderUsage, PutLimit, UsageReader],
  exports: [ProviderUsage],
})
export class UsageModule {}
