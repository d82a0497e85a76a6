import { Module } from '@nestjs/common';
import { DetectionModule } from '../detection/detection.module.js';
import { QueueModule } from '../translating/queue/queue.module.js';
import { ChatCopies } from './chat-copies.js';
import { HearCustomer } from './hear-customer.js';
import { ReadableChats } from './readable-chats.js';
import { RecordChat } from './record-chat.js';
import { RecordMessage } from './record-message.js';
import { ShopProfiles } from './shop-profiles.js';

/** This service's copy of chats and messages, and who may read them. */
@Module({
  imports: [DetectionModule, QueueModule],
  providers: [ChatCopies, HearCustomer, ReadableChats, RecordChat, RecordMessage, ShopProfiles],
  exports: [ReadableChats, RecordChat, RecordMessage, ShopProfiles],
})
export class MessagesModule {}
