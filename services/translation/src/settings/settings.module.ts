import { Module } from '@nestjs/common';
import { MessagesModule } from '../messages/messages.module.js';
import { WorkModule } from '../translating/work.module.js';
import { AgentThreads } from './agent-threads.js';
import { ChatSettingsController } from './chat-settings.controller.js';
import { PutSetting } from './put-setting.js';
import { SettingChanges } from './setting-changes.js';
import { SettingsController } from './settings.controller.js';
import { SettingsQuery } from './settings.query.js';

/** Users' settings in a shop and their overrides for single chats. */
@Module({
  imports: [MessagesModule, WorkModule],
  controllers: [SettingsController, ChatSettingsController],
  providers: [AgentThreads, PutSetting, SettingChanges, SettingsQuery],
  exports: [AgentThreads],
})
export class SettingsModule {}
