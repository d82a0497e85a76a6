import { Controller } from '@nestjs/common';
import { messageCreated } from '@switchboard/contracts';
import { OnEvent } from '@switchboard/messaging';
import { RecordEvents } from '../messages/record-events.js';
import type { MessageEvent } from '../messages/routing-event.js';

/** routing.messages.v1: what was written, either way. */
@Controller()
export class RoutingMessagesConsumer {
  constructor(private readonly events: RecordEvents) {}

  @OnEvent(messageCreated)
  async handle(event: MessageEvent): Promise<void> {
    await this.events.record(event);
  }
}
