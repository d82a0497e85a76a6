import { Module } from '@nestjs/common';
import { WorkQueue } from './work-queue.js';

/** Translations still to be made. */
@Module({ providers: [WorkQueue], exports: [WorkQueue] })
export class QueueModule {}
