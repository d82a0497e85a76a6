import { Module } from '@nestjs/common';
import { PublishingModule } from '../publishing/publishing.module.js';
import { Housekeeping } from './housekeeping.js';

/** What is done without anybody asking for it. */
@Module({ imports: [PublishingModule], providers: [Housekeeping] })
export class HousekeepingModule {}
