import { Module } from '@nestjs/common';
import { EventLog } from './event-log.js';
import { LogTail } from './log-tail.js';

/** The log of what changed in a shop: slices write to it, and follow it. */
@Module({ providers: [EventLog, LogTail], exports: [EventLog, LogTail] })
export class EventLogModule {}
