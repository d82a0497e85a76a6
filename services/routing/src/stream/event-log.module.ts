import { Module } from '@nestjs/common';
import { EventLog } from './event-log.js';
import { LogTail } from './log-tail.js';
import { ShopNotices } from './shop-notices.js';

/** The log of what changed in a shop: slices write to it, and follow it. */
@Module({ providers: [EventLog, LogTail, ShopNotices], exports: [EventLog, LogTail, ShopNotices] })
export class EventLogModule {}
