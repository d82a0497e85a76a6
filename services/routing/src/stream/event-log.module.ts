import { Module } from '@nestjs/common';
import { AccessNotices } from './access-notices.js';
import { EventLog } from './event-log.js';
import { LogTail } from './log-tail.js';
import { ShopNotices } from './shop-notices.js';

/** The log of what changed in a shop: slices write to it, and follow it. */
@Module({
  providers: [AccessNotices, EventLog, LogTail, ShopNotices],
  exports: [AccessNotices, EventLog, LogTail, ShopNotices],
})
export class EventLogModule {}
