import { Module } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { MembershipModule } from '../membership/membership.module.js';
import { PublishingModule } from '../publishing/publishing.module.js';
import { ChangeSettings } from './change-settings.js';
import { ReadSettings } from './read-settings.query.js';
import { SettingsController } from './settings.controller.js';

/** Assignment, chat access and lifecycle of a shop. */
@Module({
  imports: [MembershipModule, PublishingModule],
  controllers: [SettingsController],
  providers: [AuditTrail, ReadSettings, ChangeSettings],
  exports: [ReadSettings],
})
export class SettingsModule {}
