import { Module } from '@nestjs/common';
import { DetectionModule } from '../detection/detection.module.js';
import { WorkModule } from '../translating/work.module.js';
import { ChatCopies } from './chat-copies.js';
import { ReadableChats } from './readable-chats.js';
import { RecordEvents } from './record-events.js';
import { ShopProfiles } from './shop-profiles.js';

/** This service's copy of chats and messages, and who may read them. */
@Module({
  imports: [DetectionModule, WorkModule],
  providers: [ChatCopies, ReadableChats, RecordEvents, ShopProfiles],
  exports: [ReadableChats, RecordEvents, ShopProfiles],
})
export class MessagesModule {}
