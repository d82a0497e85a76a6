import { Module } from '@nestjs/common';
import { AgentAnnouncement } from '../agents/agent-announcement.js';
import { SettingsAnnouncement } from '../settings/settings-announcement.js';
import { NightlyRepublishing } from './nightly-republishing.js';
import { RepublishStates } from './republish-states.js';

/** What is done without anybody asking for it. */
@Module({
  providers: [AgentAnnouncement, SettingsAnnouncement, RepublishStates, NightlyRepublishing],
  exports: [RepublishStates],
})
export class HousekeepingModule {}
