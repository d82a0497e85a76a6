import { Module } from '@nestjs/common';
import { Housekeeping } from './housekeeping.js';

/** What is done without anybody asking for it. */
@Module({ providers: [Housekeeping] })
export class HousekeepingModule {}
