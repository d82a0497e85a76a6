import { Controller } from '@nestjs/common';
import { messageCreated } from '@switchboard/contracts';
import { OnEvent } from '@switchboard/messaging';
import { RecordMessage, type MessageEvent } from '../messages/record-message.js';

/** routing.messages.v1: what was written, either way. */
@Controller()
export class RoutingMessagesConsumer {
  constructor(private readonly recordMessage: RecordMessage) {}

  @OnEvent(messageCreated)
  async handle(event: MessageEvent): Promise<void> {
    await this.recordMessage.record(event);
  }
}
