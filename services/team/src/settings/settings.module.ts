import { Module } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { MembershipModule } from '../membership/membership.module.js';
import { ChangeSettings } from './change-settings.js';
import { ReadSettings } from './read-settings.query.js';
import { SettingsAnnouncement } from './settings-announcement.js';
import { SettingsController } from './settings.controller.js';

/** Assignment, chat access and lifecycle of a shop. */
@Module({
  imports: [MembershipModule],
  controllers: [SettingsController],
  providers: [AuditTrail, SettingsAnnouncement, ReadSettings, ChangeSettings],
  exports: [ReadSettings],
})
export class SettingsModule {}
