import { Module } from '@nestjs/common';
import { ChatsModule } from '../chats/chats.module.js';
import { OutboundModule } from '../outbound/outbound.module.js';
import { AcceptInbound } from './accept-inbound.js';
import { InboundMessagesController } from './inbound-messages.controller.js';
import { ListMessages } from './list-messages.query.js';
import { MessagesController } from './messages.controller.js';
import { SendReply } from './send-reply.js';

/** Messages in both directions. */
@Module({
  imports: [ChatsModule, OutboundModule],
  controllers: [MessagesController, InboundMessagesController],
  providers: [AcceptInbound, ListMessages, SendReply],
  exports: [AcceptInbound, ListMessages],
})
export class MessagesModule {}
