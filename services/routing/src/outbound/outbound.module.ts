import { Module } from '@nestjs/common';
import { EventLogModule } from '../event-log/event-log.module.js';
import { ApplyTranslation } from './apply-translation.js';
import { HoldReply } from './hold-reply.js';
import { ListOutbound } from './list-outbound.query.js';
import { OutboundMessagesController } from './outbound-messages.controller.js';
import { ReleaseReplies } from './release-replies.js';
import { ReplyArrivals } from './reply-arrivals.js';
import { ReplySweeper } from './reply-sweeper.js';
import { TranslationStates } from './translation-states.js';

/** Replies on their way to the customer. */
@Module({
  imports: [EventLogModule],
  controllers: [OutboundMessagesController],
  providers: [
    ApplyTranslation,
    HoldReply,
    ListOutbound,
    ReleaseReplies,
    ReplyArrivals,
    ReplySweeper,
    TranslationStates,
  ],
  exports: [ApplyTranslation, HoldReply, TranslationStates],
})
export class OutboundModule {}
