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
import { RecordEvents } from '../messages/record-events.js';
import type { ChatChangeEvent } from '../messages/routing-event.js';

/** routing.chats.v1: who has a chat; with it comes what its agent is to read. */
@Controller()
export class RoutingChatsConsumer {
  constructor(private readonly events: RecordEvents) {}

  @OnEvent(chatOpened)
  async opened(event: ChatChangeEvent): Promise<void> {
    await this.events.record(event);
  }

  @OnEvent(chatQueued)
  async queued(event: ChatChangeEvent): Promise<void> {
    await this.events.record(event);
  }

  @OnEvent(chatAssigned)
  async assigned(event: ChatChangeEvent): Promise<void> {
    await this.events.record(event);
  }

  @OnEvent(chatTransferred)
  async transferred(event: ChatChangeEvent): Promise<void> {
    await this.events.record(event);
  }

  @OnEvent(chatClosed)
  async closed(event: ChatChangeEvent): Promise<void> {
    await this.events.record(event);
  }

  @OnEvent(chatReopened)
  async reopened(event: ChatChangeEvent): Promise<void> {
    await this.events.record(event);
  }
}
