import { Module } from '@nestjs/common';
import { AgentAnnouncement } from '../agents/agent-announcement.js';
import { SettingsAnnouncement } from '../settings/settings-announcement.js';

/** The states that team publishes: agents, settings of shops. */
@Module({
  providers: [AgentAnnouncement, SettingsAnnouncement],
  exports: [AgentAnnouncement, SettingsAnnouncement],
})
export class PublishingModule {}
