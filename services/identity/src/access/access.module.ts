import { Module } from '@nestjs/common';
import { AccessAnnouncement } from './access-announcement.js';
import { AccessMarks } from './access-marks.js';
import { InternalAccessController } from './internal-access.controller.js';

/** How changes of rights reach the other services before their call is answered, and what those ask. */
@Module({
  controllers: [InternalAccessController],
  providers: [AccessAnnouncement, AccessMarks],
  exports: [AccessAnnouncement],
})
export class AccessModule {}
