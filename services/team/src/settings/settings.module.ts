import { Module } from '@nestjs/common';
import { MembershipModule } from '../membership/membership.module.js';
import { ChangeSettings } from './change-settings.js';
import { ReadSettings } from './read-settings.query.js';
import { SettingsController } from './settings.controller.js';

/** Assignment, chat access and lifecycle of a shop. */
@Module({
  imports: [MembershipModule],
  controllers: [SettingsController],
  providers: [ReadSettings, ChangeSettings],
  exports: [ReadSettings],
})
export class SettingsModule {}
