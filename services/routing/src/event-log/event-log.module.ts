import { Module } from '@nestjs/common';
import { AccessNotices } from './access-notices.js';
import { EventLog } from './event-log.js';
import { LogTail } from './log-tail.js';
import { ShopNotices } from './shop-notices.js';
import { UnreachableShops } from './unreachable-shops.js';

/** The log of what changed in a shop: slices write to it, and follow it. */
@Module({
  providers: [AccessNotices, EventLog, LogTail, ShopNotices, UnreachableShops],
  exports: [AccessNotices, EventLog, LogTail, ShopNotices, UnreachableShops],
})
export class EventLogModule {}
