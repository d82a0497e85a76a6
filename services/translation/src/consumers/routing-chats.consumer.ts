import { Controller } from '@nestjs/common';
import {
  chatAssigned,
  chatClosed,
  chatOpened,
  chatQueued,
  chatReopened,
  chatTransferred,
} from '@switchboard/contracts';
import { OnEvent } from '@switchboard/messaging';
import { RecordChat, type ChatChangeEvent } from '../messages/record-chat.js';

/** routing.chats.v1: who has a chat; with it comes what its agent is to read. */
@Controller()
export class RoutingChatsConsumer {
  constructor(private readonly recordChat: RecordChat) {}

  @OnEvent(chatOpened)
  async opened(event: ChatChangeEvent): Promise<void> {
    await this.recordChat.record(event);
  }

  @OnEvent(chatQueued)
  async queued(event: ChatChangeEvent): Promise<void> {
    await this.recordChat.record(event);
  }

  @OnEvent(chatAssigned)
  async assigned(event: ChatChangeEvent): Promise<void> {
    await this.recordChat.record(event);
  }

  @OnEvent(chatTransferred)
  async transferred(event: ChatChangeEvent): Promise<void> {
    await this.recordChat.record(event);
  }

  @OnEvent(chatClosed)
  async closed(event: ChatChangeEvent): Promise<void> {
    await this.recordChat.record(event);
  }

  @OnEvent(chatReopened)
  async reopened(event: ChatChangeEvent): Promise<void> {
    await this.recordChat.record(event);
  }
}
